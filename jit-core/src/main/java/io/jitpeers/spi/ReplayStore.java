package io.jitpeers.spi;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the replay memory of one process remembers, so that it outlives the process. Judging
 * stays in memory; this is written behind it, in groups.
 *
 * <p>The memory numbers what it remembers, and bounds it by that: {@linkplain Slot slots} hold the
 * marks of keys, {@linkplain Page pages} the accepted initiations that are remembered one by one. A
 * slot or page that is written takes the place of the one with its number, so a store grows no
 * further than the memory.
 *
 * <p>Called by one thread at a time: {@link #read} first and once, then {@link #write}, then {@link
 * #close}. They may wait for a disk, and nobody waits for them but the start and the end. A store
 * belongs to one orchestrator.
 */
public interface ReplayStore extends AutoCloseable {

  /**
   * Opens the store and reads all of it, before the orchestrator takes a packet. Damage never fails
   * it: what can be read is handed over, what is lost is logged, and what cannot be used any more
   * is set aside.
   *
   * @param reader takes what is read
   * @return whether everything is as it was written last. If not, as in a store that is new, the
   *     first group {@linkplain Group#replacing replaces} all that is there
   * @throws IOException if the store cannot be used at all, such as one that another process has;
   *     the message says what to do, and the orchestrator does not start
   */
  boolean read(Reader reader) throws IOException;

  /**
   * Writes a group, whole or not at all. When this returns the group outlives a crash of the
   * process and a loss of power.
   *
   * @param group what to write
   * @throws LostException if all that was written before is lost, too: the next group replaces it
   * @throws IOException if it was not written, in which case what is in it comes again later
   */
  void write(Group group) throws IOException;

  /**
   * {@return how many times {@link #read} found something that was damaged or lost, zero or more}
   */
  long damages();

  /** Closes the store. Does not fail; closing again does nothing. */
  @Override
  void close();

  /** What was written before is lost, and has to be written again. */
  final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what happened, and where what can be saved is
     * @param cause why; null if that was told before
     */
    public LostException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Takes what a store has. Called by the thread that reads. */
  interface Reader {
    /**
     * Takes the memory's secret, before anything else.
     *
     * @param secret as in the group that was written last with {@link Group#replacing}
     */
    void secret(byte[] secret);

    /**
     * Takes a slot. They come in the order of their numbers.
     *
     * @param slot what is in it
     */
    void slot(Slot slot);

    /**
     * Takes a page, in any order.
     *
     * @param page what is in it
     */
    void page(Page page);
  }

  /**
   * The mark of a key, in its place.
   *
   * @param number of the slot, zero or more
   * @param group the number of the group that it was written with
   * @param mark what is remembered of the key
   */
  record Slot(int number, long group, ReplayMark mark) {}

  /**
   * Accepted initiations that are remembered one by one.
   *
   * @param number of the page, zero or more
   * @param generation which of the memory's sets they are in
   * @param tags 32 bits of a keyed hash of each; not copied, and nobody changes it
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Page(int number, int generation, int[] tags) {}

  /**
   * What is written at once.
   *
   * @param number greater than those of all groups before
   * @param replacing whether everything that was there goes
   * @param secret seeds the keyed hashes; whoever knows it can choose keys that collide
   * @param slots the marks; made while they are gone through, which is possible once
   * @param pages the accepted initiations
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Group(
      long number, boolean replacing, byte[] secret, Iterable<Slot> slots, List<Page> pages) {
    /** Shows neither the secret nor the marks. */
    @Override
    public String toString() {
      return "group " + number + (replacing ? ", replacing all" : "");
    }
  }
}
