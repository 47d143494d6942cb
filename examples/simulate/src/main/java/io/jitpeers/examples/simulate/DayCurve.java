package io.jitpeers.examples.simulate;

import java.util.random.RandomGenerator;

/** Creates random times of day at which people begin to work: few at night, most around 15:00. */
final class DayCurve {
  static final int HOUR = 3_600;
  static final int DAY = 24 * HOUR;
  static final int YEAR = 366 * DAY;

  private static final int MORNING = 7 * HOUR;
  private static final int LENGTH = 16 * HOUR;

  /** The likelihood of a time at night, relative to the likelihood of 15:00. */
  private static final double NIGHT = 0.1;

  private DayCurve() {}

  /** Returns a random second of a day. */
  static int second(RandomGenerator random) {
    int second;
    do {
      second = random.nextInt(DAY);
    } while (random.nextDouble() > weight(second));
    return second;
  }

  private static double weight(int second) {
    double passed = (double) (second - MORNING) / LENGTH;
    double daylight = passed < 0 || passed > 1 ? 0 : Math.sin(Math.PI * passed);
    return NIGHT + (1 - NIGHT) * daylight;
  }

  /** Returns whether a day, counted from a Monday, is a Saturday or a Sunday. */
  static boolean isWeekend(int day) {
    return day % 7 >= 5;
  }
}
