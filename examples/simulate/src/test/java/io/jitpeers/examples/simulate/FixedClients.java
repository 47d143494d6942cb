package io.jitpeers.examples.simulate;

import java.util.List;

/** Clients with given periods: for each client pairs of a beginning and an end. */
record FixedClients(int seconds, List<int[]> each) implements Clients {
  static FixedClients of(int seconds, int[]... each) {
    return new FixedClients(seconds, List.of(each));
  }

  @Override
  public int count() {
    return each.size();
  }

  @Override
  public void periods(int client, Periods periods) {
    int[] times = each.get(client);
    for (int i = 0; i < times.length; i += 2) {
      periods.add(times[i], times[i + 1]);
    }
  }
}
