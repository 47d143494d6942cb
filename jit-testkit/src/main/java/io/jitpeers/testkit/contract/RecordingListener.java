package io.jitpeers.testkit.contract;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records the hints that it receives. Thread-safe. */
class RecordingListener implements ChangeListener {
  private final List<PublicKey> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger missed = new AtomicInteger();

  @Override
  public void changed(PublicKey key) {
    keys.add(key);
  }

  @Override
  public void missed() {
    missed.incrementAndGet();
  }

  List<PublicKey> keys() {
    return keys;
  }

  int missedTimes() {
    return missed.get();
  }

  void await(PublicKey key) throws Exception {
    Await.until(() -> key + " among " + keys, () -> keys.contains(key));
  }
}
