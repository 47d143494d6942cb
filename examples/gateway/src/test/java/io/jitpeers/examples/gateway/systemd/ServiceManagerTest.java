package io.jitpeers.examples.gateway.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets, and time that is moved by hand. */
class ServiceManagerTest {
  @TempDir private Path folder;
  private final ManualTime time = new ManualTime();
  private final Map<String, String> environment = new HashMap<>();
  private boolean alive = true;
  private String status = "fine";

  private NotificationSocket bind(String name) throws Exception {
    NotificationSocket socket = NotificationSocket.bind(name);
    environment.put("NOTIFY_SOCKET", name);
    return socket;
  }

  private NotificationSocket bind() throws Exception {
    return bind(folder.resolve("notify").toString());
  }

  private ServiceManager begin() {
    ServiceManager manager = ServiceManager.of(environment, time);
    manager.ready(
        () -> alive,
        () -> {
          if (status.isEmpty()) {
            throw new IllegalStateException("out of order");
          }
          return status;
        });
    return manager;
  }

  @Test
  @RequiresLinux
  void itIsReadyOnceAndTellsWhatIsNew() throws Exception {
    try (NotificationSocket socket = bind();
        ServiceManager manager = begin()) {
      assertThat(socket.receive()).isEqualTo("READY=1\nSTATUS=fine\n");
      time.advance(Duration.ofSeconds(5));
      assertThat(socket.receive()).as("nothing new").isEmpty();
      status = "two\nlines";
      time.advance(Duration.ofSeconds(5));
      assertThat(socket.receive()).isEqualTo("STATUS=two lines\n");
      manager.stopping();
      manager.stopping();
      assertThat(socket.receive()).isEqualTo("STOPPING=1\nSTATUS=ending\n");
      status = "too late";
      time.advance(Duration.ofSeconds(20));
      assertThat(socket.receive()).isEmpty();
    }
  }

  @Test
  @RequiresLinux
  void anAbstractNameIsASocketToo() throws Exception {
    try (NotificationSocket socket = bind("@jit-peers-test-" + ProcessHandle.current().pid());
        ServiceManager manager = begin()) {
      assertThat(socket.receive()).startsWith("READY=1\n");
      assertThat(manager).isNotNull();
    }
  }

  @Test
  @RequiresLinux
  void aSignOfLifeComesThreeTimesWithinThePatienceOnlyWhileAlive() throws Exception {
    environment.put("WATCHDOG_USEC", "3000000");
    environment.put("WATCHDOG_PID", Long.toString(ProcessHandle.current().pid()));
    try (NotificationSocket socket = bind();
        ServiceManager manager = begin()) {
      assertThat(socket.receive()).isEqualTo("READY=1\nSTATUS=fine\nWATCHDOG=1\n");
      time.advance(Duration.ofMillis(999));
      assertThat(socket.receive()).isEmpty();
      time.advance(Duration.ofMillis(1));
      assertThat(socket.receive()).isEqualTo("WATCHDOG=1\n");
      alive = false;
      time.advance(Duration.ofSeconds(10));
      assertThat(socket.receive()).isEmpty();
      alive = true;
      time.advance(Duration.ofSeconds(1));
      assertThat(socket.receive()).isEqualTo("WATCHDOG=1\n");
      status = "";
      time.advance(Duration.ofSeconds(10));
      assertThat(socket.receive()).as("it cannot tell how it does").isEmpty();
      assertThat(manager).isNotNull();
    }
  }

  @Test
  @RequiresLinux
  void anotherProcesssWatchdogIsNotOurs() throws Exception {
    environment.put("WATCHDOG_USEC", "3000000");
    environment.put("WATCHDOG_PID", "1");
    try (NotificationSocket socket = bind();
        ServiceManager manager = begin()) {
      assertThat(socket.receive()).isEqualTo("READY=1\nSTATUS=fine\n");
      time.advance(Duration.ofSeconds(10));
      assertThat(socket.receive()).isEmpty();
      assertThat(manager).isNotNull();
    }
  }

  @Test
  @RequiresLinux
  void whatWasNotTakenIsToldAgain() throws Exception {
    environment.put("NOTIFY_SOCKET", folder.resolve("notify").toString());
    try (ServiceManager manager = begin();
        NotificationSocket socket = bind()) {
      assertThat(socket.receive()).as("nobody was there").isEmpty();
      time.advance(Duration.ofSeconds(5));
      assertThat(socket.receive()).isEqualTo("READY=1\nSTATUS=fine\n");
      assertThat(manager).isNotNull();
    }
  }

  @Test
  void withoutAServiceManagerNothingIsAsked() {
    status = "";
    try (ServiceManager manager = begin()) {
      time.advance(Duration.ofMinutes(1));
      manager.stopping();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1s", "99999999999999999999"})
  void nonsenseIsNoTime(String micros) {
    assertThatThrownBy(() -> WatchdogInterval.of(Map.of("WATCHDOG_USEC", micros), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WATCHDOG_USEC is");
  }
}
