/** Subject under which a partner asks for the next messages of its feed. */
export const FEED_NEXT = 'feed.next';

/** Account of a place for a partner. */
export const partnerAccount = (place: string): string => `P_${place.toUpperCase()}`;

/** Stream of CORE that holds the feed of a place. */
export const feedStream = (place: string): string => `PUB_${place.toUpperCase()}`;

/** The one durable a partner reads its feed by. */
export const FEED_DURABLE = 'feed';
