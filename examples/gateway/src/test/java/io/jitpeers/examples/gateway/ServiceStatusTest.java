package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the service manager gets a sign of life, and what it shows. */
@Timeout(600)
class ServiceStatusTest {

  @Test
  void aStageThatHangsIsNoLife() throws Exception {
    try (StuckGateway gateway = new StuckGateway()) {
      Map<String, JitOrchestrator> all = Map.of("wg0", gateway.orchestrator);
      assertThat(ServiceStatus.isAlive(all)).as("not started").isFalse();
      gateway.orchestrator.start();
      assertThat(ServiceStatus.isAlive(all)).isTrue();
      assertThat(ServiceStatus.of(all)).isEqualTo("wg0: 0 peers, 0 on their way in");

      gateway.hang();
      assertThat(ServiceStatus.isAlive(all)).isFalse();
      assertThat(ServiceStatus.of(all)).contains(", a stage hangs");

      gateway.goOn();
      assertThat(ServiceStatus.isAlive(all)).isTrue();
    }
  }
}
