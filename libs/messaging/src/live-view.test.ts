import { expect, it } from 'vitest';
import { LiveViewPublisher } from './live-view.ts';

it('a publisher says nothing more once its connection drains or is closed, and does not fail', () => {
  let state: 'open' | 'draining' | 'closed' = 'open';
  const said: string[] = [];
  const publish = (subject: string): void => {
    if (state !== 'open') throw new Error(`the connection is ${state}`);
    said.push(subject);
  };
  const publisher = new LiveViewPublisher(
    { publish, isClosed: () => state === 'closed', isDraining: () => state === 'draining' },
    'errands',
    'worklist',
  );
  publisher.changed('a07', '1', 1);
  for (state of ['draining', 'closed'] as const) publisher.changed('a07', '1', 2);
  publisher.close();
  expect(said).toEqual(['view.errands.worklist.a07.v1']);
});
