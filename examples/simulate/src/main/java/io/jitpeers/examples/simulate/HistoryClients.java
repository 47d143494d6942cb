package io.jitpeers.examples.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Clients that are made up to fit the {@link History} of a gateway. In each minute, the number of
 * clients whose traffic begins equals the number of peers that were installed. These clients are
 * chosen at random from the clients without traffic.
 *
 * <p>A peer stays resident for the idle threshold after its client's last traffic. The mean length
 * of traffic is therefore the mean stay of a peer in the history minus the gateway's idle
 * threshold, but at least 30 s. Immutable.
 */
final class HistoryClients implements Clients {
  private static final int LEAST_TRAFFIC = 30;

  /**
   * The maximum number of tries to find a client without traffic. At any time, at least half of the
   * clients have no traffic, so this many tries practically always find one.
   */
  private static final int MOST_TRIES = 100;

  private final List<List<int[]>> periods = new ArrayList<>();
  private final int seconds;

  /**
   * Creates clients.
   *
   * @param count the number of clients that the gateway serves in all
   * @param idleAfter the idle threshold that the gateway had during the history
   * @param seed the seed of all random choices
   * @throws IllegalArgumentException if more than {@code count / 2} peers were resident at the end
   *     of a minute of the history
   */
  HistoryClients(History history, int count, Duration idleAfter, long seed) {
    if (count / 2 < history.mostResident()) {
      throw new IllegalArgumentException(
          "--clients must be at least twice the number of peers that were resident, "
              + Texts.number(2L * history.mostResident()));
    }
    this.seconds = history.seconds();
    for (int client = 0; client < count; client++) {
      periods.add(new ArrayList<>(0));
    }
    SplittableRandom random = new SplittableRandom(seed);
    int traffic = (int) Math.max(LEAST_TRAFFIC, history.meanStay() - idleAfter.toSeconds());
    List<History.Point> points = history.points();
    long beginning = points.get(0).second();
    for (int i = 0; i < points.get(0).resident(); i++) {
      add(random, 0, traffic);
    }
    for (int minute = 1; minute < points.size(); minute++) {
      int from = (int) (points.get(minute - 1).second() - beginning);
      int length = (int) Math.max(1, points.get(minute).second() - beginning - from);
      for (int i = 0; i < points.get(minute).installed(); i++) {
        add(random, from + random.nextInt(length), traffic);
      }
    }
    periods.forEach(own -> own.sort(Comparator.comparingInt(period -> period[0])));
  }

  private void add(SplittableRandom random, int from, int traffic) {
    List<int[]> own = periods.get(random.nextInt(periods.size()));
    for (int tries = 0; isBusy(own, from) && tries < MOST_TRIES; tries++) {
      own = periods.get(random.nextInt(periods.size()));
    }
    own.add(new int[] {from, from + ClientKind.seconds(random, traffic)});
  }

  private static boolean isBusy(List<int[]> periods, int second) {
    return !periods.isEmpty() && periods.get(periods.size() - 1)[1] > second;
  }

  @Override
  public int count() {
    return periods.size();
  }

  @Override
  public int seconds() {
    return seconds;
  }

  @Override
  public void periods(int client, Periods to) {
    periods.get(client).forEach(period -> to.add(period[0], period[1]));
  }
}
