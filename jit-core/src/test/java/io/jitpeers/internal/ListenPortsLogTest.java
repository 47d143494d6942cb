package io.jitpeers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.testing.CapturedLog;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListenPortsLogTest {
  @Test
  void aSourceThatCannotFollowIsLoggedAndKeepsNobodyElseFromKnowing() {
    PacketSource failing = mock(PacketSource.class);
    PacketSource other = mock(PacketSource.class);
    when(failing.name()).thenReturn("failing");
    doThrow(new IllegalStateException("on purpose")).when(failing).listenPorts(any());
    try (CapturedLog log = CapturedLog.of(ListenPorts.class)) {
      ListenPorts.tell(60_000, List.of(failing, other));

      assertThat(log.messages(Level.ERROR))
          .containsExactly("the packet source failing could not follow the device to port 60000");
    }
    verify(other).listenPorts(Set.of(60_000));
  }
}
