/** Stored bytes and how many they are. Read the stream or cancel it. */
export interface StoredFile {
  readonly bytes: number;
  readonly stream: ReadableStream;
}

/** Where files lie, by names as `ab/abcd…`. */
export interface MediaStore {
  /** Keeps bytes under a name; a half-written file is never seen. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Null when nothing is kept under that name. */
  open(name: string): Promise<StoredFile | null>;
  /** Nothing there is no error. */
  remove(name: string): Promise<void>;
}
