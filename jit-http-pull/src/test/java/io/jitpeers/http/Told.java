package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that records its calls. */
class Told implements ChangeListener {
  static final String MISSED = "missed";

  private final BlockingQueue<Object> things = new LinkedBlockingQueue<>();

  /** The thread of the latest call. */
  volatile Thread teller;

  @Override
  public void changed(PublicKey key) {
    teller = Thread.currentThread();
    things.add(key);
  }

  @Override
  public void missed() {
    teller = Thread.currentThread();
    things.add(MISSED);
  }

  /** Waits for the next calls, which must be these. */
  void next(Object... expected) throws InterruptedException {
    for (Object each : expected) {
      assertThat(things.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(each);
    }
  }

  /** Checks that there were no other calls so far. */
  void nothingMore() {
    assertThat(things).isEmpty();
  }
}
