package io.jitpeers.netlink.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.testing.CapturedLog;
import org.junit.jupiter.api.Test;

/** Sockets with failures that no real kernel causes. */
class LinkMonitorTest {
  private static final int PATIENCE_MILLIS = 60_000;

  private final NetlinkSocket socket = mock(NetlinkSocket.class);
  private final LinkMonitor.Listener listener = mock(LinkMonitor.Listener.class);

  @Test
  void whatCannotBeStartedHoldsNoSocket() throws Exception {
    doThrow(new IllegalStateException("its own")).when(socket).send(any());

    assertThatThrownBy(() -> LinkMonitor.start(options -> socket, listener, "links"))
        .hasMessage("its own");

    verify(socket).close();
  }

  @Test
  void anEndIsToldOf() throws Exception {
    when(socket.awaitReadable(anyInt())).thenThrow(new IllegalStateException("its own"));
    try (CapturedLog log = CapturedLog.of(LinkMonitor.class)) {
      LinkMonitor.start(options -> socket, listener, "links");

      verify(listener, timeout(PATIENCE_MILLIS)).onLoss();
      verify(socket, timeout(PATIENCE_MILLIS)).close();
      assertThat(log.messages(Level.ERROR)).hasSize(1);
    }
  }
}
