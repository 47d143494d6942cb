package io.jitpeers.examples.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients whose periods of traffic come from recordings: the session logs of gateways, or the
 * initiations in a capture. A period is left out if it begins or ends more than half a year from
 * the median of all beginnings, because its client's clock may be wrong. Immutable.
 */
final class RecordedClients implements Clients {
  private final List<List<Recorded>> clients;
  private final long beginning;
  private final int seconds;

  /** A period of traffic, in seconds since 1970. */
  private record Recorded(long from, long to) {
    boolean isNear(long second) {
      long most = DayCurve.YEAR / 2;
      return Math.abs(from - second) <= most && Math.abs(to - second) <= most;
    }
  }

  private final int leftOut;

  private RecordedClients(List<List<Recorded>> clients, int leftOut) {
    this.clients = clients;
    this.leftOut = leftOut;
    this.beginning =
        clients.stream().flatMap(List::stream).mapToLong(Recorded::from).min().orElse(0);
    long end = clients.stream().flatMap(List::stream).mapToLong(Recorded::to).max().orElse(0);
    this.seconds = Math.toIntExact(end - beginning + 1);
  }

  /** Returns how many periods were left out, because they are too far in time from the rest. */
  int leftOut() {
    return leftOut;
  }

  @Override
  public int count() {
    return clients.size();
  }

  @Override
  public int seconds() {
    return seconds;
  }

  @Override
  public void periods(int client, Periods periods) {
    for (Recorded recorded : clients.get(client)) {
      periods.add((int) (recorded.from() - beginning), (int) (recorded.to() - beginning));
    }
  }

  /** Collects clients' periods of traffic, in any order. Not thread-safe. */
  static final class Collector {
    private final Map<String, List<Recorded>> clients = new LinkedHashMap<>();

    /**
     * Adds a period of traffic.
     *
     * @param key identifies the client
     * @param from when the client's traffic began, in seconds since 1970
     * @param to when the traffic ended. If {@code to} is before {@code from}, the period is kept as
     *     an empty period that ends at {@code from}
     */
    void add(String key, long from, long to) {
      clients
          .computeIfAbsent(key, absent -> new ArrayList<>())
          .add(new Recorded(from, Math.max(from, to)));
    }

    /**
     * Returns the clients.
     *
     * @throws IllegalArgumentException if no period was added
     */
    RecordedClients clients() {
      if (clients.isEmpty()) {
        throw new IllegalArgumentException("there is no client with traffic in it");
      }
      long[] begins =
          clients.values().stream()
              .flatMap(List::stream)
              .mapToLong(Recorded::from)
              .sorted()
              .toArray();
      long median = begins[begins.length / 2];
      List<List<Recorded>> kept = new ArrayList<>();
      int left = 0;
      for (List<Recorded> periods : clients.values()) {
        List<Recorded> near =
            periods.stream()
                .filter(period -> period.isNear(median))
                .sorted(Comparator.comparingLong(Recorded::from))
                .toList();
        left += periods.size() - near.size();
        if (!near.isEmpty()) {
          kept.add(near);
        }
      }
      return new RecordedClients(List.copyOf(kept), left);
    }
  }
}
