import type { SubjectPermissions } from '@houzhai/auth';

/** A user of ours who logs in with an nkey. */
export interface StaticUser {
  readonly name: string;
  /** `U…` */
  readonly publicKey: string;
  readonly permissions: SubjectPermissions;
}

/** An outside reader of one feed. */
export interface Partner {
  /** Account, `P_DEMO`. */
  readonly account: string;
  /** `U…` */
  readonly publicKey: string;
  /** Stream of CORE that holds the feed, `PUB_DEMO`. */
  readonly stream: string;
  /** Durable that `platform` has made for it, `feed`. */
  readonly consumer: string;
}

/** The partner of this name as streams and durables are named. */
export const partnerOf = (name: string, publicKey: string): Partner => ({
  account: `P_${name.toUpperCase()}`,
  publicKey,
  stream: `PUB_${name.toUpperCase()}`,
  consumer: 'feed',
});

/** Everything nats-server must know about who may do what. Public keys only. */
export interface NatsDescription {
  /** Services and `platform`: users of CORE. */
  readonly services: readonly StaticUser[];
  /** `U…` of the user of AUTH that answers who an operator is. */
  readonly calloutPublicKey: string;
  /** `U…` of the system user that closes connections of sessions that ended. */
  readonly systemPublicKey: string;
  /** `A…` of the key that signs those answers. */
  readonly issuerPublicKey: string;
  readonly partners: readonly Partner[];
}

/** The system user finds the connections of a session and closes them; it sees and does nothing else. */
const SYSTEM_PERMISSIONS: SubjectPermissions = {
  publish: ['$SYS.REQ.SERVER.PING.CONNZ', '$SYS.REQ.SERVER.*.KICK'],
  subscribe: ['_INBOX.command-center-system.>'],
};

/** Largest message: a page of a reply. Bodies of calls and events are held to 64 KB by the services and the streams. */
export const MAX_PAYLOAD = 1024 * 1024;

/** Subject under which a partner asks for the next messages of its feed. */
export const FEED_NEXT = 'feed.next';

/**
 * The configuration of nats-server without ports and storage. Accounts: SYS; AUTH, where the answers about operators come
 * from; CORE, the services and the streams; TERM, the operators, who reach CORE by cmd, qry and view only; one per partner,
 * who reaches one durable only.
 */
export function natsConfig(description: NatsDescription): string {
  const { services, partners, calloutPublicKey, systemPublicKey, issuerPublicKey } = description;
  const bypass = [
    calloutPublicKey,
    systemPublicKey,
    ...services.map((user) => user.publicKey),
    ...partners.map((partner) => partner.publicKey),
  ];
  return [
    `max_payload: ${String(MAX_PAYLOAD)}`,
    'system_account: SYS',
    'authorization {',
    '  timeout: 2',
    `  auth_callout { issuer: ${issuerPublicKey}, account: AUTH, auth_users: ${list(bypass)} }`,
    '}',
    'accounts {',
    '  SYS {',
    `    users: [{ nkey: ${systemPublicKey}, ${permissionsOf(SYSTEM_PERMISSIONS, false)} }]`,
    '  }',
    '  AUTH {',
    `    users: [{ nkey: ${calloutPublicKey}, permissions { subscribe { allow: ["$SYS.REQ.USER.AUTH"] }, publish { deny: [">"] }, allow_responses: true } }]`,
    '  }',
    '  CORE {',
    '    jetstream: enabled',
    '    users: [',
    ...services.map((user) => `      { nkey: ${user.publicKey}, ${permissionsOf(user.permissions)} } # ${user.name}`),
    '    ]',
    '    exports: [',
    ...['cmd.>', 'qry.>'].map((subject) => `      { service: "${subject}", accounts: [TERM] }`),
    '      { stream: "view.>", accounts: [TERM] }',
    ...partners.flatMap(exportsTo),
    '    ]',
    '  }',
    '  TERM {',
    '    imports: [',
    // Sharing makes the server write who is connected into Nats-Request-Info of every call.
    ...['cmd.>', 'qry.>'].map((subject) => `      { service: { account: CORE, subject: "${subject}" }, share: true }`),
    '      { stream: { account: CORE, subject: "view.>" } }',
    '    ]',
    '  }',
    ...partners.flatMap(accountOf),
    '}',
    '',
  ].join('\n');
}

/** What a partner's user may publish: ask for messages, confirm them. */
export const partnerPublishes = ({ stream, consumer }: Pick<Partner, 'stream' | 'consumer'>): string[] => [
  FEED_NEXT,
  ...ackSubjects(stream, consumer),
];

/** nats-server knows two forms of the subject by which a message is confirmed. */
const ackSubjects = (stream: string, consumer: string): string[] => [
  `$JS.ACK.${stream}.${consumer}.>`,
  `$JS.ACK.*.*.${stream}.${consumer}.>`,
];

const nextSubject = ({ stream, consumer }: Partner): string => `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;

const exportsTo = (partner: Partner): string[] => [
  `      { service: "${nextSubject(partner)}", response_type: stream, accounts: [${partner.account}] }`,
  ...ackSubjects(partner.stream, partner.consumer).map((subject) => `      { service: "${subject}", accounts: [${partner.account}] }`),
];

const accountOf = (partner: Partner): string[] => [
  `  ${partner.account} {`,
  `    users: [{ nkey: ${partner.publicKey}, ${permissionsOf({ publish: partnerPublishes(partner), subscribe: ['_INBOX.>'] }, false)} }]`,
  '    imports: [',
  // Under its own name the server would answer for the partner's account, which has no streams.
  `      { service: { account: CORE, subject: "${nextSubject(partner)}" }, to: "${FEED_NEXT}" }`,
  ...ackSubjects(partner.stream, partner.consumer).map((subject) => `      { service: { account: CORE, subject: "${subject}" } }`),
  '    ]',
  '  }',
];

const permissionsOf = ({ publish, subscribe }: SubjectPermissions, responds = true): string =>
  `permissions { publish ${only(publish)}, subscribe ${only(subscribe)}${responds ? ', allow_responses: true' : ''} }`;

/** An empty list of allowed subjects would mean all of them. */
const only = (subjects: readonly string[]): string => (subjects.length === 0 ? '{ deny: [">"] }' : `{ allow: ${list(subjects)} }`);

const list = (items: readonly string[]): string => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
