package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShutdownHookTest {

  @Test
  @Timeout(120)
  void theJvmWaitsUntilTheWorkIsFinished() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    ShutdownHook hook = ShutdownHook.register(stopped::countDown);
    Thread shuttingDown = new Thread(hook::run);
    shuttingDown.start();
    assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(shuttingDown.isAlive()).isTrue();
    hook.close();
    shuttingDown.join();
  }
}
