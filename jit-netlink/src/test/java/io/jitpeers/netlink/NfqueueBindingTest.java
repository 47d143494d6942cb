package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.internal.nfqueue.Nfqueue;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Fate;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Sent;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.RequiresLinux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Binding the queue, at the start and after a failure. */
@Timeout(60)
class NfqueueBindingTest extends NfqueueFixture {
  @Test
  void deliversWhatCameBeforeTheAnswerToTheBinding() throws Exception {
    List<Sent> early = new ArrayList<>();
    kernel.afterBinding(() -> early.add(early.isEmpty() ? sendInitiation(1) : null));
    start();
    next().complete(PacketOutcome.REJECTED);
    assertThat(early.get(0).fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void startsThoughTheAnswerToTheBindingWasLost() throws Exception {
    kernel.receiveCapacity(1);
    kernel.afterBinding(() -> sendInitiation(1));
    start();
    next().complete(PacketOutcome.REJECTED);
    assertThat(source.queueStatistics().bufferOverruns()).isOne();
  }

  @Test
  void saysWhatIsMissing() {
    kernel.refuseToOpen(Errno.EPROTONOSUPPORT);
    assertStartFails("EPROTONOSUPPORT", "CONFIG_NETFILTER_NETLINK");
    kernel.refuseToOpen(0);
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EPERM);
    assertStartFails("EPERM", "CAP_NET_ADMIN");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EINVAL);
    assertStartFails("EINVAL", "modprobe nfnetlink_queue");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EOPNOTSUPP);
    assertStartFails("EOPNOTSUPP", "fail-open");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EBUSY);
    assertStartFails("EBUSY", "another process has bound the queue");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.ENOMEM);
    assertStartFails("ENOMEM", "binding the nfqueue 7");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, 0);
    start();
  }

  @Test
  @RequiresLinux
  void saysThatThereIsNoSuchNamespace() {
    source = NfqueuePacketSource.builder().queue(7).networkNamespace("jitpeers-none").build();
    assertStartFails("ENOENT", "ip netns list");
  }

  @Test
  void tellsATakenQueueFromAMissingCapability() {
    NfqueuePacketSource other = make(builder());
    other.start(packet -> packet.complete(PacketOutcome.REJECTED));
    assertStartFails("EPERM", "another process has bound the queue");
  }

  @Test
  void bindsAnewWhenReceivingFails() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      Sent before = sendInitiation(1);
      Packet packet = next();
      kernel.openSockets().get(0).failReceiving(Errno.EIO);
      // The undecided packet passes.
      assertThat(before.fate()).isEqualTo(Fate.PASSED);
      eventually(() -> source.queueStatistics().reopened() == 1);
      packet.complete(PacketOutcome.REJECTED);
      Sent after = sendInitiation(2);
      next().complete(PacketOutcome.REJECTED);
      assertThat(after.fate()).isEqualTo(Fate.DROPPED);
      assertThat(source.failures()).isOne();
      assertThat(log.events().get(0).getFormattedMessage()).contains("binding it again");
    }
  }

  @Test
  void bindsAnewWhenVerdictsCannotBeSent() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      Sent before = sendInitiation(1);
      Packet packet = next();
      kernel.openSockets().get(0).failSending(Errno.ENOMEM);
      packet.complete(PacketOutcome.INSTALLED);
      // The kernel drops the packets that it holds for a closed socket.
      assertThat(before.fate()).isEqualTo(Fate.FLUSHED);
      eventually(() -> source.queueStatistics().reopened() == 1);
      Sent after = sendInitiation(2);
      next().complete(PacketOutcome.INSTALLED);
      assertThat(after.fate()).isEqualTo(Fate.PASSED);
      assertThat(log.events()).isNotEmpty();
    }
  }

  @Test
  void bindsAnewWhenTheQueueIsGone() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      sendInitiation(1);
      Packet packet = next();
      kernel.refuse(Nfqueue.NFQNL_MSG_VERDICT, Errno.ENODEV);
      packet.complete(PacketOutcome.INSTALLED);
      eventually(() -> source.queueStatistics().reopened() == 1);
      assertThat(log.events()).isNotEmpty();
    }
  }

  @Test
  void triesUntilItIsBoundAgain() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EPERM);
      kernel.openSockets().get(0).failReceiving(Errno.EIO);
      eventually(() -> source.failures() >= 4);
      kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, 0);
      eventually(() -> source.queueStatistics().reopened() == 1);
      sendInitiation(1);
      next().complete(PacketOutcome.INSTALLED);
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void closesWhileItTriesToBindAgain() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EPERM);
      kernel.openSockets().get(0).failReceiving(Errno.EIO);
      eventually(() -> source.failures() >= 3);
      assertThatCode(source::close).doesNotThrowAnyException();
      assertThat(log.events()).isNotEmpty();
    }
  }

  private void assertStartFails(String errno, String advice) {
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("binding the nfqueue 7")
        .hasMessageContaining(errno)
        .hasMessageContaining(advice)
        .hasRootCauseInstanceOf(Exception.class)
        .cause()
        .isInstanceOf(IOException.class)
        .cause()
        .isInstanceOf(NetlinkException.class);
  }
}
