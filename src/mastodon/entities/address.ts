const PLAIN = /^https?:\/\/[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/;

/**
 * A web address as every client reads it: others' as they wrote it, with what is no ASCII written out (`URL` of older iOS
 * reads nothing else, and then nothing of the whole answer).
 */
export const addressEntity = (url: string): string => (PLAIN.test(url) ? url : (URL.parse(url)?.href ?? url));
