package io.jitpeers.examples.simulate;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Clients whose traffic is random, according to their {@link ClientKind}. The same arguments give
 * the same clients. The periods in which a client has traffic do not depend on the number of other
 * clients of its kind. Immutable.
 */
final class ModelledClients implements Clients {
  /**
   * The number of clients in a pool. A pool consists of clients of all kinds with consecutive
   * numbers. With the default shares of the kinds, 60 clients of a pool are machines that run jobs.
   */
  private static final int POOL = 1_000;

  private static final int PERCENT = 100;

  private final int count;
  private final int seconds;
  private final long seed;
  private final ClientKind[] kinds = new ClientKind[PERCENT];

  /**
   * Creates clients.
   *
   * @param count the number of clients
   * @param seconds how long they are observed
   * @param seed the seed of all random choices
   * @param shares the share of each kind in percent; their sum is 100
   * @throws IllegalArgumentException if the sum of the shares is not 100
   */
  ModelledClients(int count, int seconds, long seed, Map<ClientKind, Integer> shares) {
    this.count = count;
    this.seconds = seconds;
    this.seed = seed;
    int filled = 0;
    for (Map.Entry<ClientKind, Integer> share : new EnumMap<>(shares).entrySet()) {
      for (int i = 0; i < share.getValue() && filled < PERCENT; i++) {
        kinds[filled++] = share.getKey();
      }
    }
    int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
    if (sum != PERCENT) {
      throw new IllegalArgumentException("the shares must be 100 percent in sum, not " + sum);
    }
  }

  /** Returns the shares that apply unless others are given. */
  static Map<ClientKind, Integer> usualShares() {
    Map<ClientKind, Integer> shares = new EnumMap<>(ClientKind.class);
    for (ClientKind kind : ClientKind.values()) {
      shares.put(kind, kind.share());
    }
    return shares;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int seconds() {
    return seconds;
  }

  /** Returns the kind of a client. In each hundred consecutive clients, each kind has its share. */
  ClientKind kind(int client) {
    // 37 and 100 have no common factor, so a hundred consecutive clients get a hundred different
    // indexes.
    return kinds[(int) (client * 37L % PERCENT)];
  }

  @Override
  public void periods(int client, Periods periods) {
    SplittableRandom random = new SplittableRandom(mixed(seed, client));
    kind(client).periods(random, (int) mixed(seed, client / POOL), seconds, periods);
  }

  /**
   * Returns the seed of the client or the pool with the given number. Consecutive numbers get very
   * different seeds, so that the random numbers of two clients or pools are not alike.
   */
  private static long mixed(long seed, int number) {
    return new SplittableRandom(seed + number * 0x9E37_79B9_7F4A_7C15L).nextLong();
  }
}
