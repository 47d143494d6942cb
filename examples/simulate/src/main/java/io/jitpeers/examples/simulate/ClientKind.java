package io.jitpeers.examples.simulate;

import io.jitpeers.examples.simulate.Clients.Periods;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The kinds of clients that the model knows. The parameters of each kind are assumptions, not
 * measurements. The first simulated day is a Monday.
 */
enum ClientKind {
  /**
   * A peer that is hardly used: one session in 30 days on average, which takes 10 minutes on
   * average.
   */
  RARE(60) {
    @Override
    void periods(RandomGenerator random, int pool, int seconds, Periods periods) {
      int free = 0;
      for (int day = 0; day * DayCurve.DAY < seconds; day++) {
        if (random.nextInt(30) == 0) {
          int from = Math.max(free, day * DayCurve.DAY + DayCurve.second(random));
          free = from + seconds(random, 10 * MINUTE);
          new Bursts(random, 2 * MINUTE, 3 * MINUTE).within(from, free, periods);
        }
      }
    }
  },

  /**
   * A person who travels: 1.5 sessions on a working day on average, and 0.5 on a day of the
   * weekend. A session takes 15 minutes on average, in which 2 minutes of traffic and pauses of 3
   * minutes alternate.
   */
  ROAD_WARRIOR(20) {
    @Override
    void periods(RandomGenerator random, int pool, int seconds, Periods periods) {
      int free = 0;
      for (int day = 0; day * DayCurve.DAY < seconds; day++) {
        double mean = DayCurve.isWeekend(day) ? 0.5 : 1.5;
        for (int begin : sorted(random, poisson(random, mean))) {
          int from = Math.max(free, day * DayCurve.DAY + begin);
          free = from + seconds(random, 15 * MINUTE);
          new Bursts(random, 2 * MINUTE, 3 * MINUTE).within(from, free, periods);
        }
      }
    }
  },

  /**
   * A person who is in an office for 8 hours from about 9:00, on 4 of 5 working days. During these
   * hours, 20 minutes of traffic and pauses of 10 minutes alternate.
   */
  OFFICE(12) {
    @Override
    void periods(RandomGenerator random, int pool, int seconds, Periods periods) {
      for (int day = 0; day * DayCurve.DAY < seconds; day++) {
        if (!DayCurve.isWeekend(day) && random.nextInt(5) > 0) {
          int late = (int) (random.nextGaussian() * 45 * MINUTE);
          int from = day * DayCurve.DAY + Math.max(0, 9 * DayCurve.HOUR + late);
          new Bursts(random, 20 * MINUTE, 10 * MINUTE)
              .within(from, from + 8 * DayCurve.HOUR, periods);
        }
      }
    }
  },

  /**
   * A machine that runs jobs. All machines of a pool share twelve start times on each working day.
   * At each start time, a machine begins to work with a probability of a quarter. It begins within
   * 30 seconds after the start time, and works for 4 minutes on average.
   */
  CI(6) {
    @Override
    void periods(RandomGenerator random, int pool, int seconds, Periods periods) {
      // The pool's machines have the same times.
      SplittableRandom shared = new SplittableRandom(pool);
      int free = 0;
      for (int day = 0; day * DayCurve.DAY < seconds; day++) {
        for (int begin : sorted(shared, DayCurve.isWeekend(day) ? 0 : 12)) {
          if (random.nextInt(4) == 0) {
            int from = Math.max(free, day * DayCurve.DAY + begin + random.nextInt(30));
            free = from + 30 + seconds(random, 3 * MINUTE + 30);
            periods.add(from, free);
          }
        }
      }
    }
  },

  /**
   * A site that is always connected. Its traffic begins in the first 5 minutes of the observation
   * and never pauses.
   */
  SITE(2) {
    @Override
    void periods(RandomGenerator random, int pool, int seconds, Periods periods) {
      periods.add(random.nextInt(5 * MINUTE), seconds);
    }
  };

  private static final int MINUTE = 60;

  private final int share;

  ClientKind(int share) {
    this.share = share;
  }

  /** Returns the kind's usual share of all clients, in percent. */
  int share() {
    return share;
  }

  /** Returns the kind's name in options and tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Computes the periods in which one client has traffic, and passes each of them to {@code
   * periods}.
   *
   * @param random the client's own generator
   * @param pool the seed of the client's pool; machines of a pool begin to work at the same times
   * @param seconds how long the client is observed
   */
  abstract void periods(RandomGenerator random, int pool, int seconds, Periods periods);

  /**
   * Returns a random duration in seconds, from a second to a year, with an exponential
   * distribution.
   */
  static int seconds(RandomGenerator random, int mean) {
    return 1 + (int) Math.min(DayCurve.YEAR, random.nextExponential() * mean);
  }

  private static int poisson(RandomGenerator random, double mean) {
    int count = 0;
    for (double sum = random.nextExponential(); sum < mean; sum += random.nextExponential()) {
      count++;
    }
    return count;
  }

  private static int[] sorted(RandomGenerator random, int count) {
    int[] seconds = new int[count];
    for (int i = 0; i < count; i++) {
      seconds[i] = DayCurve.second(random);
    }
    Arrays.sort(seconds);
    return seconds;
  }
}
