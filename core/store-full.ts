/**
 * How the message of every StoreFull begins. An activity that waits for space says so in its heartbeat, in words and
 * not in types: by these people are told what their run waits for (core/http/waits-for.ts).
 */
export const storeFullWords = 'the object store is full'
