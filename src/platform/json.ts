/** What JSON can hold: the shape of everything that comes over the wire. Read it with `ap-read.ts`. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };
