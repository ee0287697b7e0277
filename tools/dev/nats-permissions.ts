import type { SubjectPermissions } from '@houzhai/auth';
import { DURABLES, PARTNERS, RevokedSessions, SERVICES, SESSIONS_ENDED, streamOf, type Service } from '@houzhai/contracts';
import { feedOf } from '@houzhai/messaging';

/** What a service may do on the wire: its own calls, events, views, and the durables it reads. Calls to other services are queries. */
export function servicePermissions(service: Service): SubjectPermissions {
  const own = streamOf(service);
  const durables = DURABLES.filter((durable) => durable.reader === service).flatMap((durable) =>
    durable.reads.map((read) => ({ stream: streamOf(read.service), name: durable.name })),
  );
  return {
    publish: [
      `evt.${service}.>`,
      `view.${service}.>`,
      `int.${service}.>`,
      ...SERVICES.filter((other) => other !== service).map((other) => `qry.${other}.>`),
      // The command centre too reads the list as every service does.
      ...(service === 'command-center' ? [RevokedSessions.subject] : []),
      '$JS.API.INFO',
      `$JS.API.STREAM.INFO.${own}`,
      `$JS.API.STREAM.MSG.GET.${own}`,
      // A stream or durable that is gone is made again by its owner; only `platform` may change one.
      `$JS.API.STREAM.CREATE.${own}`,
      `$JS.API.CONSUMER.CREATE.${own}.>`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${own}.*`,
      `$JS.API.DIRECT.GET.${own}.>`,
      ...durables.flatMap(({ stream, name }) => [
        `$JS.API.STREAM.INFO.${stream}`,
        `$JS.API.CONSUMER.INFO.${stream}.${name}`,
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`,
        `$JS.ACK.${stream}.${name}.>`,
        `$JS.ACK.*.*.${stream}.${name}.>`,
      ]),
      ...(service === 'command-center' ? PARTNERS.flatMap(feedPermissions) : []),
    ],
    subscribe: [`cmd.${service}.>`, `qry.${service}.>`, `view.${service}.>`, `int.${service}.>`, SESSIONS_ENDED, `_INBOX.${service}.>`],
  };
}

/** The owner of the feeds puts events into them, and makes one anew that is gone; it reads none. */
const feedPermissions = (partner: string): readonly string[] => {
  const { stream, name } = feedOf(partner);
  return [
    `pub.${partner}.>`,
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.CREATE.${stream}`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${name}`,
    `$JS.API.CONSUMER.CREATE.${stream}.${name}`,
  ];
};

/** The user that provisions streams and durables; it reads and writes no message. */
export const PLATFORM_PERMISSIONS: SubjectPermissions = {
  publish: [
    '$JS.API.INFO',
    ...['LIST', 'NAMES', 'CREATE.*', 'UPDATE.*', 'INFO.*'].map((call) => `$JS.API.STREAM.${call}`),
    ...['LIST.*', 'NAMES.*', 'CREATE.>', 'DURABLE.CREATE.>', 'INFO.>'].map((call) => `$JS.API.CONSUMER.${call}`),
  ],
  subscribe: ['_INBOX.platform.>'],
};
