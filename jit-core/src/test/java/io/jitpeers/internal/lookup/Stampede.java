package io.jitpeers.internal.lookup;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Clients that initiate as WireGuard's do: every 5 s (REKEY_TIMEOUT) plus up to a third of a
 * second, for 90 s (REKEY_ATTEMPT_TIME); see section 6.1 of the whitepaper.
 */
final class Stampede {
  private static final long GIVES_UP = Duration.ofSeconds(90).toNanos();

  private final ManualTime time;
  private final Lookups lookups;
  private final Random dice;
  private final long beginning;
  private int keys;
  final List<Client> clients = new ArrayList<>();

  /** One client. */
  final class Client implements Runnable {
    private final Asking asking;
    private final long begins;
    private boolean waits;
    private long served = -1;

    Client(Asking asking, long begins) {
      this.asking = asking;
      this.begins = begins;
    }

    @Override
    public void run() {
      if (isServed() || time.nanoTime() - begins > GIVES_UP) {
        return;
      }
      time.schedule(this, Duration.ofMillis(5_000 + dice.nextInt(334)));
      if (!waits) {
        waits = true;
        var unused =
            lookups
                .lookup(asking)
                .whenComplete(
                    (answer, failure) -> {
                      waits = false;
                      served = answer == null ? served : time.nanoTime();
                    });
      }
    }

    boolean isServed() {
      return served >= 0;
    }

    /** Returns the seconds from the client's first initiation to its answer. */
    double waited() {
      return (served - begins) / 1e9;
    }

    /** Returns the seconds from the beginning of the test to the client's answer. */
    double done() {
      return (served - beginning) / 1e9;
    }
  }

  Stampede(ManualTime time, Lookups lookups, int seed) {
    this.time = time;
    this.lookups = lookups;
    this.dice = new Random(seed);
    this.beginning = time.nanoTime();
  }

  /** Lets clients of one source begin at random times within a duration. */
  List<Client> come(int count, Lane lane, long source, Duration within) {
    List<Client> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Duration delay = Duration.ofNanos((long) (dice.nextDouble() * within.toNanos()));
      Asking asking = new Asking(newKey(), null, lane, source);
      Client client = new Client(asking, time.nanoTime() + delay.toNanos());
      coming.add(client);
      time.schedule(client, delay);
    }
    clients.addAll(coming);
    return coming;
  }

  /** Lets clients begin that each have a source of their own. */
  List<Client> comeAlone(int count, Lane lane, long firstSource, Duration within) {
    List<Client> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      coming.addAll(come(1, lane, firstSource + i, within));
    }
    return coming;
  }

  PublicKey newKey() {
    byte[] key = new byte[PublicKey.LENGTH];
    ByteBuffer.wrap(key).putInt(8, ++keys).putInt(0, keys * 0x9E3779B9);
    return PublicKey.ofBytes(key);
  }
}
