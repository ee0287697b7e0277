import { z } from 'zod';
import { everybody } from './access.ts';
import { SERVICES, defineCommand, defineEvent, defineQuery, type Service } from './contract.ts';
import { forEveryService } from './every-service.ts';
import { AreaCode, InstantText, OperatorId, Reason, Uuid } from './fields.ts';

/** What becomes of a proposal. APPROVED lasts for a moment only: it is being carried out. */
export const PROPOSAL_STATES = ['WAITING', 'APPROVED', 'DONE', 'REFUSED', 'DECLINED', 'EXPIRED'] as const;
export const ProposalState = z.enum(PROPOSAL_STATES);
export type ProposalState = z.output<typeof ProposalState>;

export const ProposalRow = z.object({
  proposalId: Uuid,
  service: z.enum(SERVICES),
  operation: z.string(),
  proposer: OperatorId,
  area: AreaCode,
  state: ProposalState,
  proposedAt: InstantText,
  until: InstantText.describe('It ends by itself then'),
  decidedBy: OperatorId.optional(),
  decidedAt: InstantText.optional(),
  refusal: z.string().optional().describe('Why it could not be carried out: the code of the refusal'),
  own: z.boolean().describe('Proposed by whoever asks'),
});
export type ProposalRow = z.output<typeof ProposalRow>;

const Target = z.strictObject({ proposalId: Uuid.meta({ positional: true }) });
const Decided = z.object({ proposalId: Uuid, state: ProposalState, refusal: z.string().optional() });
const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';

const approvalOf = (service: Service) => {
  const happened = (name: string, past: string, summary: string) =>
    defineEvent({
      name: `${name}-${service}`,
      service,
      entity: 'approval',
      past,
      version: 1,
      summary,
      partner: false,
      data: z.object({ operation: z.string() }),
    });
  return {
    list: defineQuery({
      name: `ListProposals-${service}`,
      service,
      view: 'approval',
      question: 'list',
      version: 1,
      summary: 'What waits for a second person: proposals of others the caller may decide on, and their own; of the last days.',
      access: everybody,
      input: z.strictObject({ waiting: z.boolean().default(false).describe('Only those that still wait') }),
      output: z.object({ rows: z.array(ProposalRow) }),
      refusals: [],
      examples: [{}],
    }),
    show: defineQuery({
      name: `ShowProposal-${service}`,
      service,
      view: 'approval',
      question: 'show',
      version: 1,
      summary: 'One proposal with what is to be done while it waits, and why it was declined; the look is recorded.',
      access: everybody,
      input: Target,
      output: z.object({
        row: ProposalRow,
        input: z.record(z.string(), z.unknown()).optional().describe('What is to be done; masked where it is about a person'),
        reason: z.string().optional().describe('Why it was declined'),
      }),
      refusals: [],
      examples: [{ proposalId: exampleId }],
    }),
    approve: defineCommand({
      name: `ApproveProposal-${service}`,
      service,
      entity: 'approval',
      verb: 'approve',
      version: 1,
      summary: 'Lets a proposal of somebody else be carried out, as their command; both names are on record.',
      access: everybody,
      input: Target,
      output: Decided,
      refusals: ['approval.not-waiting', 'approval.own-proposal', 'approval.proposer-may-not'],
      examples: [{ proposalId: exampleId }],
    }),
    decline: defineCommand({
      name: `DeclineProposal-${service}`,
      service,
      entity: 'approval',
      verb: 'decline',
      version: 1,
      summary: 'Lets a proposal of somebody else not be carried out, and says why to whoever proposed it.',
      access: everybody,
      input: Target.extend({ reason: Reason }),
      output: Decided,
      refusals: ['approval.not-waiting', 'approval.own-proposal'],
      examples: [{ proposalId: exampleId, reason: '先与家属核实后再办' }],
    }),
    made: happened('ProposalMade', 'made', 'Something waits for a second person.'),
    approved: happened('ProposalApproved', 'approved', 'A second person agreed.'),
    declined: happened('ProposalDeclined', 'declined', 'A second person did not agree.'),
    expired: happened('ProposalExpired', 'expired', 'No second person came in time.'),
    carriedOut: happened('ProposalCarriedOut', 'carried-out', 'What was approved was carried out, or refused.'),
  };
};

/** Proposals that wait for a second person, in every service. */
export const APPROVALS = forEveryService(approvalOf);
