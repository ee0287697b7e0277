import type { AlertRow } from '@houzhai/contracts';
import { alertStatusLabel } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import type { Tone } from '../paint/styled.ts';
import { nameOf } from './areas.ts';

/** How an alert looks: red while it stands and is grave, or nobody had seen it in time. */
export const alertTone = ({ status, severity, escalated }: AlertRow): Tone => {
  if (status === 'RESOLVED' || status === 'REVIEWED') return 'dim';
  return severity === 'ALARM' || escalated ? 'alarm' : 'watch';
};

/** Where an alert stands, in words. */
export const alertStateText = (model: Model, { status, escalated }: AlertRow): string =>
  `${escalated && status === 'RAISED' ? t(model, '逾时', 'late, ') : ''}${alertStatusLabel(status, model.lang)}`;

/** Who has it: the assignee, else who has seen it. */
export const holderOf = (model: Model, { assigneeId, acknowledgedBy }: AlertRow): string => nameOf(model, assigneeId ?? acknowledgedBy);
