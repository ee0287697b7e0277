import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { eventParts, partnerParts } from './asyncapi-events.ts';
import { componentSchemas, ref, withNames } from './named-schemas.ts';
import { operationParts } from './asyncapi-operations.ts';

const CONTRACTS = join(import.meta.dirname, '../../libs/contracts/package.json');
const HOST = { host: '{host}', protocol: 'nats', variables: { host: { default: '127.0.0.1:4222', description: '地址 · Host and port' } } };

/** The AsyncAPI 3.0 document of the platform: its events, the partner feed, its commands and queries. */
export function asyncApi(): Readonly<Record<string, unknown>> {
  const parts = [operationParts(), eventParts(), partnerParts()];
  const merged = (of: 'channels' | 'operations' | 'messages' | 'schemas'): object =>
    Object.assign({}, ...parts.map((part) => part[of])) as object;
  return {
    asyncapi: '3.0.0',
    id: 'urn:houzhai',
    info: {
      title: '后宅街道应急平台 · Houzhai emergency platform',
      version: (JSON.parse(readFileSync(CONTRACTS, 'utf8')) as { version: string }).version,
      description:
        '由契约生成,请勿手改 · Made from the contracts by tools/contracts/generate.ts. ' +
        'Additions within a version are possible at any time: ignore fields you do not know. What would break a reader comes as version n+1.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      platform: {
        ...HOST,
        title: '服务 · Services',
        description: '账户 CORE,服务之间 · Account CORE, between services',
        security: [ref('components/securitySchemes/nkey')],
      },
      operator: {
        ...HOST,
        title: '操作员 · Operators',
        description: '账户 TERM,按会话令牌与角色 · Account TERM: the session token opens the connection, the role says which subjects',
        security: [ref('components/securitySchemes/sessionToken')],
      },
      partner: {
        ...HOST,
        title: '合作单位 · Partners',
        description: '每个合作单位一个账户,只能取自己的数据流 · An account per partner, which reaches its own feed and nothing else',
        security: [ref('components/securitySchemes/nkey')],
      },
    },
    channels: merged('channels'),
    operations: merged('operations'),
    components: {
      messages: withNames(merged('messages')),
      schemas: { ...merged('schemas'), ...componentSchemas() },
      securitySchemes: {
        nkey: { type: 'asymmetricEncryption', description: 'NATS nkey (Ed25519); the seed never travels' },
        sessionToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWS, EdDSA',
          description: 'Refresh token of SignIn as the token of the connection, with the nonce signed by the client key as nkey and sig',
        },
      },
    },
  };
}

/** The document as YAML, the same text for the same contracts. */
export const asyncApiYaml = (): string => stringify(asyncApi(), { lineWidth: 0, aliasDuplicateObjects: false });
