package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.statistics.JitStatistics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Measures in this JVM how resident peers are revalidated, and prints samples.
 *
 * <p>There are four steps. The first step has a gateway without revalidation. It measures the time
 * of a first packet, in milliseconds ({@code p50.calm, p99.calm}). In the second step, peers are
 * revalidated at different times, as in a gateway that has run for long. To this end, the gateway
 * is filled evenly over a period that equals the freshness of the control plane's answers. This
 * step measures the time of a first packet during revalidation ({@code p50.asking, p99.asking}),
 * the average number of revalidations per second ({@code average}), and the largest number of
 * revalidations within one second ({@code peak}). In the third step, all peers are due for
 * revalidation at once, and the largest number within one second is measured again ({@code
 * peak-all-due}). The last step repeats the first one.
 */
public final class RevalidationMain {
  private static final Duration EVERY = Duration.ofMillis(20);
  private static final Duration ALL_DUE = Duration.ofSeconds(5);

  /**
   * First packets are measured in this many consecutive parts, which show how much the results
   * vary.
   */
  private static final int PARTS = 3;

  private static final int PATIENCE_SECONDS = 60;
  private static final double PERCENT_MEDIAN = 0.50;
  private static final double PERCENT_HIGH = 0.99;

  private final URI controlPlane;
  private final int residents;
  private final Duration age;
  private final Duration calm;
  private final int warmUps;
  private final Traffic traffic;

  private RevalidationMain(
      URI controlPlane, int residents, Duration age, Duration calm, int warmUps) {
    this.controlPlane = controlPlane;
    this.residents = residents;
    this.age = age;
    this.calm = calm;
    this.warmUps = warmUps;
    long longest = Math.max(age.toMillis(), calm.toMillis());
    this.traffic = Traffic.of(warmUps + (int) (longest / EVERY.toMillis()));
  }

  /**
   * Measures.
   *
   * @param arguments the control plane's URL, the number of peers, for how many milliseconds the
   *     control plane's answers are fresh, for how many milliseconds the gateway without
   *     revalidation is measured, and how many first packets come before that measurement
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    RevalidationMain main =
        new RevalidationMain(
            URI.create(arguments[0]),
            Integer.parseInt(arguments[1]),
            Duration.ofMillis(Long.parseLong(arguments[2])),
            Duration.ofMillis(Long.parseLong(arguments[3])),
            Integer.parseInt(arguments[4]));
    main.calm();
    main.asking();
    // This part is measured twice, because the machine may have been busier the first time.
    main.calm();
  }

  private void calm() throws Exception {
    try (RevalidationGateway gateway =
        new RevalidationGateway(controlPlane, traffic, residents, false)) {
      gateway.fill(residents, Duration.ZERO);
      print("calm", firstPackets(gateway, warmUps, calm));
      if (gateway.statistics().revalidations().asked() > 0) {
        throw new IllegalStateException("it asked again although that is off");
      }
    }
  }

  private void asking() throws Exception {
    try (RevalidationGateway gateway =
        new RevalidationGateway(controlPlane, traffic, residents, true)) {
      gateway.fill(residents, age);
      String unused = counts();
      long start = System.nanoTime();
      double[][] millis = firstPackets(gateway, 0, age);
      double seconds = (System.nanoTime() - start) / 1e9;
      String steady = counts();
      print("asking", millis);
      Samples.print("average", QuestionCounts.questions(steady) / seconds);
      Samples.print("peak", QuestionCounts.peak(steady));
      gateway.loseHints();
      Pause.until(System.nanoTime() + ALL_DUE.toNanos());
      Samples.print("peak-all-due", QuestionCounts.peak(counts()));
      check(gateway.statistics());
    }
  }

  /** Checks that all peers are still resident; otherwise the measurement is invalid. */
  private void check(JitStatistics statistics) {
    int peers = residents + (int) statistics.sources().values().iterator().next().received();
    JitStatistics.Revalidations asked = statistics.revalidations();
    if (statistics.resident() != peers || asked.failed() > 0 || asked.changed() > 0) {
      throw new IllegalStateException(
          "of " + peers + " peers " + statistics.resident() + " are there, and " + asked);
    }
  }

  /**
   * Offers a first packet every 20 ms.
   *
   * @param notCounted how many packets are offered before the measured time
   * @return for each of the parts into which the measured time is divided: the milliseconds from
   *     each first packet until its peer was installed, in ascending order
   */
  private double[][] firstPackets(RevalidationGateway gateway, int notCounted, Duration howLong)
      throws InterruptedException {
    int count = notCounted + (int) (howLong.toMillis() / EVERY.toMillis());
    AtomicLongArray nanos = new AtomicLongArray(count);
    CountDownLatch open = new CountDownLatch(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int number = i;
      long at = start + i * EVERY.toNanos();
      Pause.until(at);
      gateway.offer(
          traffic.initiations().get(i),
          RevalidationGateway.NEWCOMERS + i,
          now -> {
            nanos.set(number, now - at);
            open.countDown();
          });
    }
    if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(open.getCount() + " first packets were not answered");
    }
    double[][] parts = new double[PARTS][(count - notCounted) / PARTS];
    for (int part = 0; part < PARTS; part++) {
      for (int i = 0; i < parts[part].length; i++) {
        parts[part][i] = nanos.get(notCounted + part * parts[part].length + i) / 1e6;
      }
      Arrays.sort(parts[part]);
    }
    return parts;
  }

  private static void print(String when, double[][] parts) {
    for (double[] millis : parts) {
      Samples.print("p50." + when, millis[(int) (millis.length * PERCENT_MEDIAN)]);
      Samples.print("p99." + when, millis[(int) (millis.length * PERCENT_HIGH)]);
    }
  }

  /**
   * Returns how many revalidations the control plane has counted in each tenth of a second since
   * the previous call of this method, as {@link QuestionCounts} writes them.
   */
  private String counts() throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(controlPlane.resolve("/counts")).build(),
                HttpResponse.BodyHandlers.ofString());
    return response.body();
  }
}
