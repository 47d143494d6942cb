package io.jitpeers.examples.simulate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for clients that are made up. */
final class ModelOptions {
  private static final int MOST_CLIENTS = 20_000_000;
  private static final int MOST_DAYS = 92;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "The number of clients, in the model and with --status. Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "7",
      description =
          "The number of days to simulate; the first day is a Monday. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The seed of the random numbers: the same seed gives the same traffic. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--mix",
      split = ",",
      paramLabel = "KIND=PERCENT",
      description =
          "The share of each kind of clients in the model, in percent. The kinds are rare,"
              + " road-warrior, office, ci and site (docs/simulate.md). Default:"
              + " rare=60,road-warrior=20,office=12,ci=6,site=2.")
  private @Nullable Map<String, Integer> mix;

  @Option(
      names = "--recorded-idle-after",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "10m",
      description =
          "With --session-log and --status: the idle threshold that the gateway had when it made"
              + " the record. Shorter thresholds are not simulated, because the record does not"
              + " show every pause that was shorter. Default: ${DEFAULT-VALUE}.")
  private Duration recordedIdleAfter = Duration.ZERO;

  /**
   * Returns the clients of the model.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Clients clients() {
    require(clients >= 1 && clients <= MOST_CLIENTS, "--clients must be 1 to 20,000,000");
    require(days >= 1 && days <= MOST_DAYS, "--days must be 1 to 92");
    return new ModelledClients(clients, days * DayCurve.DAY, seed, shares());
  }

  /** Returns the idle threshold of the gateway whose recording is read. */
  Duration recordedIdleAfter() {
    return recordedIdleAfter;
  }

  /**
   * Returns clients that are made up so that they fit the history of a gateway's last day.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Clients clients(History history) {
    require(clients >= 1 && clients <= MOST_CLIENTS, "--clients must be 1 to 20,000,000");
    return new HistoryClients(history, clients, recordedIdleAfter, seed);
  }

  private Map<ClientKind, Integer> shares() {
    if (mix == null) {
      return ModelledClients.usualShares();
    }
    Map<ClientKind, Integer> shares = new EnumMap<>(ClientKind.class);
    mix.forEach(
        (name, percent) -> {
          require(percent >= 0, "--mix: " + name + " must not be negative");
          shares.put(kind(name), percent);
        });
    return shares;
  }

  private static ClientKind kind(String name) {
    for (ClientKind kind : ClientKind.values()) {
      if (kind.label().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "--mix: there is no kind " + name + "; use rare, road-warrior, office, ci or site");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
