package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.testkit.contract.FleetDirectoryContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locations in a real redis-server, which three gateways use. */
@Tag("redis")
@Timeout(300)
class RedisDirectoryTest extends FleetDirectoryContract {
  private static final int GATEWAYS = 3;

  @TempDir private static Path folder;
  private static final List<RedisFleet> fleets = new ArrayList<>();
  private static RedisServer server;
  private int views;

  @BeforeAll
  static void connect() throws Exception {
    server = RedisServer.start(folder);
    for (int i = 0; i < GATEWAYS; i++) {
      RedisFleet fleet =
          new RedisFleet(RedisFleetOptions.builder(server.url()).prefix("t*[e]st:").build());
      fleet.directory();
      FleetProbe.start(fleet);
      fleets.add(fleet);
    }
  }

  @BeforeEach
  void forgetAll() {
    assertThat(server.command("FLUSHALL")).startsWith("+OK");
  }

  @AfterAll
  static void end() {
    fleets.forEach(RedisFleet::close);
    server.close();
  }

  @Override
  protected FleetDirectory view() {
    return fleets.get(views++ % GATEWAYS).directory();
  }
}
