import { SERVICES, type Service } from './contract.ts';

/** A durable reader of event streams, provisioned before the services start. */
export interface Durable {
  /** `<reader>--<purpose>`, the same name on every stream it reads. */
  readonly name: string;
  readonly reader: Service;
  /** Entities it reads, by owning service; whole entities, never single verbs. */
  readonly reads: readonly { readonly service: Service; readonly entities: readonly string[] }[];
}

/** Every durable of the platform. */
export const DURABLES: readonly Durable[] = [
  {
    name: 'command-center--board',
    reader: 'command-center',
    reads: [
      { service: 'errands', entities: ['errand', 'care-link', 'insurance-card'] },
      { service: 'census-screening', entities: ['person', 'area', 'arrival', 'isolation', 'screening-campaign', 'screening-unit'] },
      { service: 'command-center', entities: ['task-force'] },
    ],
  },
  {
    name: 'command-center--alerts',
    reader: 'command-center',
    reads: [
      { service: 'census-screening', entities: ['arrival', 'escort-batch', 'isolation', 'fever'] },
      { service: 'errands', entities: ['insurance-card', 'care-link'] },
      { service: 'command-center', entities: ['broken-glass'] },
    ],
  },
  {
    name: 'command-center--partner-feed',
    reader: 'command-center',
    reads: [{ service: 'errands', entities: ['errand', 'service-module'] }],
  },
  {
    name: 'command-center--audit-anchors',
    reader: 'command-center',
    reads: SERVICES.map((service) => ({ service, entities: ['audit'] })),
  },
  {
    name: 'errands--erasure',
    reader: 'errands',
    reads: [{ service: 'census-screening', entities: ['erasure'] }],
  },
  {
    name: 'errands--supply',
    reader: 'errands',
    reads: [{ service: 'census-screening', entities: ['isolation'] }],
  },
  {
    name: 'census-screening--supply',
    reader: 'census-screening',
    reads: [{ service: 'errands', entities: ['supply-need'] }],
  },
  {
    name: 'census-screening--teams',
    reader: 'census-screening',
    reads: [{ service: 'command-center', entities: ['task-force'] }],
  },
];
