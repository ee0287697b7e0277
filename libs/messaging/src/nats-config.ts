import { createHash } from 'node:crypto';
import type { SubjectPermissions } from '@houzhai/auth';
import { PARTNER_PLACES, SERVICES } from '@houzhai/contracts';
import { PLATFORM_PERMISSIONS, SYSTEM_PERMISSIONS, ackSubjects, nextSubject, servicePermissions } from './nats-permissions.ts';
import { FEED_NEXT, partnerAccount } from './partner-place.ts';

/** A user of ours who logs in with an nkey. */
export interface StaticUser {
  readonly name: string;
  /** `U…`; several while one takes the place of another. */
  readonly publicKeys: readonly string[];
  readonly permissions: SubjectPermissions;
}

/** Everything nats-server must know about who may do what. Public keys only. */
export interface NatsDescription {
  /** Services and `platform`: users of CORE. */
  readonly services: readonly StaticUser[];
  /** Keys of the user of AUTH that answers who an operator or a partner is. */
  readonly calloutPublicKeys: readonly string[];
  /** Keys of the system user that closes connections and has the configuration read again. */
  readonly systemPublicKeys: readonly string[];
  /** `A…` of the key that signs those answers; nats-server knows one. */
  readonly issuerPublicKey: string;
}

/** Largest message: a page of a reply. Bodies of calls and events are held to 64 KB by the services and the streams. */
const MAX_PAYLOAD = 1024 * 1024;

/** What one partner may keep open; its programs share these. */
const PARTNER_LIMITS = '{ max_connections: 16, max_subscriptions: 256, max_payload: 65536, max_leafnodes: 0 }';

/**
 * The configuration of nats-server without ports and storage. Accounts: SYS; AUTH, where the answers about operators and
 * partners come from; CORE, the services and the streams; TERM, the operators, who reach CORE by cmd, qry and view only; one for
 * each place of a partner, which reaches one durable only.
 */
export function natsConfig(description: NatsDescription): string {
  return `${accountsOf(description)}server_metadata: { contracts: "${contractsFingerprint()}" }\n`;
}

/** Names the contracts a configuration was made from: the same for every set of keys. */
export function contractsFingerprint(): string {
  const config = accountsOf({
    services: [
      ...SERVICES.map((name) => ({ name, publicKeys: [name], permissions: servicePermissions(name) })),
      { name: 'platform', publicKeys: ['platform'], permissions: PLATFORM_PERMISSIONS },
    ],
    calloutPublicKeys: ['callout'],
    systemPublicKeys: ['system'],
    issuerPublicKey: 'issuer',
  });
  return createHash('sha256').update(config).digest('hex').slice(0, 16);
}

function accountsOf({ services, calloutPublicKeys, systemPublicKeys, issuerPublicKey }: NatsDescription): string {
  // Everybody else is asked about. nats-server takes no change of this list while it runs.
  const known = [...calloutPublicKeys, ...systemPublicKeys, ...services.flatMap((user) => user.publicKeys)];
  return [
    `max_payload: ${String(MAX_PAYLOAD)}`,
    'system_account: SYS',
    'authorization {',
    '  timeout: 2',
    `  auth_callout { issuer: ${issuerPublicKey}, account: AUTH, auth_users: ${list(known)} }`,
    '}',
    'accounts {',
    '  SYS {',
    `    users: [${usersOf(systemPublicKeys, permissionsOf(SYSTEM_PERMISSIONS, false))}]`,
    '  }',
    '  AUTH {',
    `    users: [${usersOf(calloutPublicKeys, 'permissions { subscribe { allow: ["$SYS.REQ.USER.AUTH"] }, publish { deny: [">"] }, allow_responses: true }')}]`,
    '  }',
    '  CORE {',
    '    jetstream: enabled',
    '    users: [',
    ...services.map((user) => `      ${usersOf(user.publicKeys, permissionsOf(user.permissions))} # ${user.name}`),
    '    ]',
    '    exports: [',
    ...['cmd.>', 'qry.>'].map((subject) => `      { service: "${subject}", accounts: [TERM] }`),
    '      { stream: "view.>", accounts: [TERM] }',
    ...PARTNER_PLACES.flatMap(exportsTo),
    '    ]',
    '  }',
    '  TERM {',
    '    imports: [',
    // Sharing makes the server write who is connected into Nats-Request-Info of every call.
    ...['cmd.>', 'qry.>'].map((subject) => `      { service: { account: CORE, subject: "${subject}" }, share: true }`),
    '      { stream: { account: CORE, subject: "view.>" } }',
    '    ]',
    '  }',
    ...PARTNER_PLACES.flatMap(accountOf),
    '}',
    '',
  ].join('\n');
}

const exportsTo = (place: string): string[] => [
  `      { service: "${nextSubject(place)}", response_type: stream, accounts: [${partnerAccount(place)}] }`,
  ...ackSubjects(place).map((subject) => `      { service: "${subject}", accounts: [${partnerAccount(place)}] }`),
];

/** Nobody stands in it: who connects to it is asked of command-center. */
const accountOf = (place: string): string[] => [
  `  ${partnerAccount(place)} {`,
  `    limits ${PARTNER_LIMITS}`,
  '    imports: [',
  // Under its own name the server would answer for the partner's account, which has no streams.
  `      { service: { account: CORE, subject: "${nextSubject(place)}" }, to: "${FEED_NEXT}" }`,
  ...ackSubjects(place).map((subject) => `      { service: { account: CORE, subject: "${subject}" } }`),
  '    ]',
  '  }',
];

const usersOf = (publicKeys: readonly string[], permissions: string): string =>
  publicKeys.map((publicKey) => `{ nkey: ${publicKey}, ${permissions} }`).join(', ');

const permissionsOf = ({ publish, subscribe }: SubjectPermissions, responds = true): string =>
  `permissions { publish ${only(publish)}, subscribe ${only(subscribe)}${responds ? ', allow_responses: true' : ''} }`;

/** An empty list of allowed subjects would mean all of them. */
const only = (subjects: readonly string[]): string => (subjects.length === 0 ? '{ deny: [">"] }' : `{ allow: ${list(subjects)} }`);

const list = (items: readonly string[]): string => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
