package io.jitpeers.spi;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Persists the contents of one process's replay memory, so that they survive a restart. The memory
 * makes its decisions without the store. Changes are written to the store later, in groups.
 *
 * <p>The memory numbers the parts of its contents. A {@linkplain Slot slot} holds the data about
 * one key, such as the key's newest timestamp. A {@linkplain Page page} holds accepted initiations
 * that are remembered individually. A written slot replaces the slot with the same number, and a
 * written page replaces the page with the same number. A store therefore grows no larger than the
 * memory.
 *
 * <p>One thread at a time calls the store: first {@link #read}, once, then {@link #write} any
 * number of times, then {@link #close}. The calls may wait for a disk. The orchestrator waits for
 * these calls only when it starts and when it closes. A store belongs to one orchestrator.
 */
public interface ReplayStore extends AutoCloseable {

  /**
   * Opens the store and reads all of it, before the orchestrator handles packets. Damaged contents
   * are not an error: readable data is passed to the reader, a loss of data is logged, and unusable
   * files are set aside.
   *
   * @param reader receives the contents
   * @return true if all contents are as last written; false if data is lost or the store is new. If
   *     the result is false, the first group {@linkplain Group#replacing replaces} all contents
   * @throws IOException if the store cannot be used at all, for example because another process
   *     uses it; the message says what to do, and the orchestrator does not start
   */
  boolean read(Reader reader) throws IOException;

  /**
   * Writes a group completely or not at all. Once this method has returned, the group survives a
   * crash of the process and a loss of power.
   *
   * @param group the data to write
   * @throws LostException if the group was not written and all data from earlier groups is lost;
   *     the next group then replaces all contents
   * @throws IOException if the group was not written; a later group contains its data again
   */
  void write(Group group) throws IOException;

  /**
   * {@return how many times this store found data that was damaged or lost, during {@link #read} or
   * later; zero or more}
   */
  long damages();

  /** Closes the store. Never throws. Closing again does nothing. */
  @Override
  void close();

  /** Thrown if data that was written before is lost and must be written again. */
  final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what happened, and where the recoverable data is
     * @param cause the cause; null if it was already reported
     */
    public LostException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Receives the contents of a store. Its methods are called by the thread that reads the store.
   */
  interface Reader {
    /**
     * Receives the secret seed of the memory's keyed hashes. Called first.
     *
     * @param secret the secret of the latest group that {@linkplain Group#replacing replaced} all
     *     contents
     */
    void secret(byte[] secret);

    /**
     * Receives a slot. Slots come in ascending order of their numbers.
     *
     * @param slot the slot
     */
    void slot(Slot slot);

    /**
     * Receives a page. Pages come in any order.
     *
     * @param page the page
     */
    void page(Page page);
  }

  /**
   * A numbered place in the store for the data about one key.
   *
   * @param number the slot's number, zero or more
   * @param group the number of the group in which the slot was last written
   * @param mark the data that is remembered about the key
   */
  record Slot(int number, long group, ReplayMark mark) {}

  /**
   * A numbered page of accepted initiations that are remembered individually.
   *
   * @param number the page's number, zero or more
   * @param generation the number of the set of initiations to which the page belongs; the memory
   *     begins a new set, with the next number, when its newest set is full
   * @param tags 32 bits of a keyed hash of each initiation; the array is not copied and must not be
   *     modified
   */
  @SuppressWarnings("ArrayRecordComponent") // No code compares the records.
  record Page(int number, int generation, int[] tags) {}

  /**
   * Data that is written to the store together, completely or not at all.
   *
   * @param number the group's number, greater than the number of every earlier group
   * @param replacing whether the group replaces all contents of the store
   * @param secret the seed of the keyed hashes; an attacker who knows the seed can choose keys
   *     whose hashes collide
   * @param slots the slots, which can be iterated once; each slot is created when the iteration
   *     reaches it
   * @param pages the pages of accepted initiations
   */
  @SuppressWarnings("ArrayRecordComponent") // No code compares the records.
  record Group(
      long number, boolean replacing, byte[] secret, Iterable<Slot> slots, List<Page> pages) {
    /**
     * {@return the group's number and whether the group replaces all contents; the secret, the
     * slots and the pages are not included}
     */
    @Override
    public String toString() {
      return "group " + number + (replacing ? ", replacing all" : "");
    }
  }
}
