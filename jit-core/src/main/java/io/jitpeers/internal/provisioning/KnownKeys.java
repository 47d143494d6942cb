package io.jitpeers.internal.provisioning;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distinguishes known keys from strangers' keys. A key is known if its peer is resident, if its
 * config is cached, or if the replay memory has marked the key as {@linkplain ReplayMemory#protect
 * protected} because the control plane once knew it. Thread-safe.
 */
final class KnownKeys implements Predicate<PublicKey> {
  private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);

  private final AnswerCache cache;
  private final HotSet hotSet;
  private final ReplayMemory memory;
  private final FailureLog failures;

  KnownKeys(AnswerCache cache, HotSet hotSet, ReplayMemory memory, TimeSource time) {
    this.cache = cache;
    this.hotSet = hotSet;
    this.memory = memory;
    this.failures = new FailureLog(log, time);
  }

  @Override
  public boolean test(PublicKey key) {
    return hotSet.contains(key) || cache.knows(key) || isProtected(key);
  }

  private boolean isProtected(PublicKey key) {
    try {
      return memory.isProtected(key);
    } catch (RuntimeException | Error e) {
      failures.record("the replay memory cannot tell whether a key is protected", e);
      return false;
    }
  }
}
