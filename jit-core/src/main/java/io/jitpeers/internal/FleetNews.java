package io.jitpeers.internal;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetListener;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles two kinds of news: revocations from the fleet (the gateways that share one private key),
 * and hints. A hint says that a peer's config may have changed, and comes from the config source or
 * from the fleet. If the fleet options require it, this class passes the config source's hints on
 * to the fleet. Thread-safe.
 */
final class FleetNews implements FleetListener {
  private static final Logger log = LoggerFactory.getLogger(FleetNews.class);

  private final ChangeListener hints;
  private final Function<PublicKey, CompletableFuture<Boolean>> revoke;
  private final FailureLog failures;

  private FleetNews(
      ChangeListener hints,
      Function<PublicKey, CompletableFuture<Boolean>> revoke,
      TimeSource time) {
    this.hints = hints;
    this.revoke = revoke;
    this.failures = new FailureLog(log, time);
  }

  /**
   * Starts to listen to the config source and, if a fleet is configured, to the fleet.
   *
   * @param hints receives hints that a peer's config may have changed
   * @param revoke revokes a peer
   * @return a handle that ends listening when it is closed
   */
  static AutoCloseable watch(
      PipelineConfig config,
      ChangeListener hints,
      Function<PublicKey, CompletableFuture<Boolean>> revoke) {
    Fleet fleet = config.fleet();
    if (fleet == null) {
      return config.configSource().watch(hints);
    }
    AutoCloseable others = fleet.watch(new FleetNews(hints, revoke, config.time()));
    try {
      boolean relays = config.fleetOptions().relaysHints();
      AutoCloseable own = config.configSource().watch(relays ? relaying(hints, fleet) : hints);
      return () -> {
        Closing.quietly("watch for changes", own);
        Closing.quietly("watch of the fleet", others);
      };
    } catch (RuntimeException | Error e) {
      Closing.quietly("watch of the fleet", others);
      throw e;
    }
  }

  private static ChangeListener relaying(ChangeListener hints, Fleet fleet) {
    return new ChangeListener() {
      @Override
      public void changed(PublicKey key) {
        hints.changed(key);
        fleet.announceChange(key);
      }

      @Override
      public void missed() {
        hints.missed();
        fleet.announceMissed();
      }
    };
  }

  @Override
  public void changed(PublicKey key) {
    hints.changed(key);
  }

  @Override
  public void missed() {
    hints.missed();
  }

  @Override
  public void revoked(PublicKey key) {
    var unused =
        revoke.apply(key).whenComplete((wasResident, failure) -> told(key, wasResident, failure));
  }

  private void told(PublicKey key, @Nullable Boolean wasResident, @Nullable Throwable failure) {
    if (failure != null) {
      failures.warn("the fleet revoked {}, but it could not be removed", key, failure);
    } else {
      log.info(
          "the fleet revoked {}, which was {}",
          key,
          Boolean.TRUE.equals(wasResident) ? "resident" : "not here");
    }
  }
}
