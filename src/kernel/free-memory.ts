/** Less is left to the garbage collector, and may be a part of memory that Node shares out. */
const WORTH_FREEING = 128 * 1024;

/**
 * Frees the whole memory behind a large view at once: nothing may read or write it from now on, through any view.
 *
 * What lives for a tenth of a second or more is taken for old by the garbage collector, which marks the whole heap
 * each time 64 MB of such memory have gone by.
 */
export function freeMemory({ buffer }: ArrayBufferView): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < WORTH_FREEING) return;
  try {
    buffer.transfer(0);
  } catch {
    // Memory that is shared out says so by refusing.
  }
}
