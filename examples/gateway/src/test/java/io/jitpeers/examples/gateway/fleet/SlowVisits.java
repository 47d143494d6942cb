package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.spi.FleetDirectory;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A directory whose visits end when a test wants. */
final class SlowVisits {
  private SlowVisits() {}

  /** Returns a directory that passes locations at once, and says that these were all later. */
  static FleetDirectory of(FleetDirectory real, CompletableFuture<Boolean> gate) {
    return (FleetDirectory)
        Proxy.newProxyInstance(
            SlowVisits.class.getClassLoader(),
            new Class<?>[] {FleetDirectory.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(real, arguments);
              return method.getName().equals("visit")
                  ? gate.thenCompose(open -> (CompletionStage<?>) answer)
                  : answer;
            });
  }
}
