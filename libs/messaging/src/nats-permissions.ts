import type { SubjectPermissions } from '@houzhai/auth';
import { DURABLES, PARTNER_PLACES, POLICY, SESSIONS_ENDED, streamOf, type Service } from '@houzhai/contracts';
import { FEED_DURABLE, FEED_NEXT, feedStream } from './partner-place.ts';

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
      // Of any version: replicas of several run side by side while they are replaced, and one that is not served has its answer.
      ...POLICY.filter((row) => row.services).map(({ subject }) => subject.replace(/\.v\d+$/, '.*')),
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
      ...(service === 'command-center' ? PARTNER_PLACES.flatMap(feedPermissions) : []),
    ],
    subscribe: [`cmd.${service}.>`, `qry.${service}.>`, `view.${service}.>`, `int.${service}.>`, SESSIONS_ENDED, `_INBOX.${service}.>`],
  };
}

/** The owner of the feeds makes them, fills them, looks how far they are read and takes away those of partners that are revoked. */
const feedPermissions = (place: string): readonly string[] => {
  const stream = feedStream(place);
  return [
    `pub.${place}.>`,
    ...['INFO', 'CREATE', 'DELETE', 'MSG.GET'].map((call) => `$JS.API.STREAM.${call}.${stream}`),
    ...['INFO', 'DURABLE.CREATE', 'CREATE'].map((call) => `$JS.API.CONSUMER.${call}.${stream}.${FEED_DURABLE}`),
    `$JS.API.CONSUMER.CREATE.${stream}.${FEED_DURABLE}.>`,
  ];
};

/** What a partner may do in its own account: ask for messages, confirm them, hear the answers. All inboxes there are its own. */
export const partnerPermissions = (place: string): SubjectPermissions => ({
  publish: [FEED_NEXT, ...ackSubjects(place)],
  subscribe: ['_INBOX.>'],
});

/** nats-server knows two forms of the subject by which a message is confirmed. */
export const ackSubjects = (place: string): string[] => [
  `$JS.ACK.${feedStream(place)}.${FEED_DURABLE}.>`,
  `$JS.ACK.*.*.${feedStream(place)}.${FEED_DURABLE}.>`,
];

/** By which CORE is asked for the next messages of a feed. */
export const nextSubject = (place: string): string => `$JS.API.CONSUMER.MSG.NEXT.${feedStream(place)}.${FEED_DURABLE}`;

/** The system user finds connections and closes them, and has the configuration read again; it sees and does nothing else. */
export const SYSTEM_PERMISSIONS: SubjectPermissions = {
  publish: ['$SYS.REQ.SERVER.PING.CONNZ', '$SYS.REQ.SERVER.PING.VARZ', '$SYS.REQ.SERVER.*.KICK', '$SYS.REQ.SERVER.*.RELOAD'],
  subscribe: ['_INBOX.command-center-system.>'],
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
