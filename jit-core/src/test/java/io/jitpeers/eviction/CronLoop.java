package io.jitpeers.eviction;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reference for cron, minute by minute: it wakes up, compares the local time with the time it has
 * processed, and runs the jobs in between. It is slow and was written independently of the
 * schedule.
 */
final class CronLoop {
  private static final int[] FIRST = {0, 0, 1, 1, 0};
  private static final int[] LAST = {59, 23, 31, 12, 7};
  private static final long CORRECTION_MINUTES = 180;

  private final List<Set<Integer>> fields = new ArrayList<>();
  private final boolean dayStar;
  private final boolean wild;

  /** Creates a loop for an expression of five numeric fields. */
  CronLoop(String expression) {
    String[] texts = expression.split(" ", -1);
    for (int i = 0; i < texts.length; i++) {
      fields.add(values(texts[i], FIRST[i], LAST[i]));
    }
    wild = texts[0].startsWith("*") || texts[1].startsWith("*");
    dayStar = texts[2].startsWith("*") || texts[4].startsWith("*");
  }

  private static Set<Integer> values(String text, int first, int last) {
    Set<Integer> values = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      String[] ends = stepped[0].split("-", -1);
      boolean star = stepped[0].equals("*");
      int from = star ? first : Integer.parseInt(ends[0]);
      int to = star ? last : Integer.parseInt(ends[ends.length - 1]);
      int step = stepped.length == 1 ? 1 : Integer.parseInt(stepped[1]);
      for (int value = from; value <= to; value++) {
        if ((value - from) % step == 0) {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** Returns when the job runs, from the minute after {@code start} to {@code end}. */
  List<Instant> runs(ZoneId zone, Instant start, Instant end) {
    List<Instant> runs = new ArrayList<>();
    long worked = localMinute(zone, start);
    for (Instant now = start.plusSeconds(60); !now.isAfter(end); now = now.plusSeconds(60)) {
      long running = localMinute(zone, now);
      long behind = running - worked;
      boolean run;
      if (behind == 1 || Math.abs(behind) > CORRECTION_MINUTES) {
        run = matches(running);
        worked = running;
      } else if (behind > 0) {
        run = wild ? matches(running) : matchesOne(worked + 1, running);
        worked = running;
      } else {
        run = wild && matches(running);
      }
      if (run) {
        runs.add(now);
      }
    }
    return runs;
  }

  private static long localMinute(ZoneId zone, Instant instant) {
    return Math.floorDiv(
        instant.getEpochSecond() + zone.getRules().getOffset(instant).getTotalSeconds(), 60);
  }

  private boolean matchesOne(long first, long last) {
    for (long minute = first; minute <= last; minute++) {
      if (matches(minute)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(long localMinute) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(localMinute * 60, 0, ZoneOffset.UTC);
    if (!fields.get(0).contains(time.getMinute())
        || !fields.get(1).contains(time.getHour())
        || !fields.get(3).contains(time.getMonthValue())) {
      return false;
    }
    int day = time.getDayOfWeek().getValue();
    boolean ofMonth = fields.get(2).contains(time.getDayOfMonth());
    boolean ofWeek = fields.get(4).contains(day) || (day == 7 && fields.get(4).contains(0));
    return dayStar ? ofMonth && ofWeek : ofMonth || ofWeek;
  }
}
