package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.testkit.FakeNfqueueKernel;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Sent;
import io.jitpeers.spi.Packet;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.ManualTime;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A scripted queue, and sources on it that are closed after each test. */
@Timeout(60)
abstract class NfqueueFixture {
  static final InetSocketAddress CLIENT = IpPackets.at("192.0.2.1", 40_000);
  static final InetSocketAddress GATEWAY = IpPackets.at("192.0.2.2", 51_820);
  final FakeNfqueueKernel kernel = new FakeNfqueueKernel(7);
  final ManualTime time = new ManualTime();
  final BlockingQueue<Packet> delivered = new LinkedBlockingQueue<>();
  final List<NfqueuePacketSource> sources = new ArrayList<>();
  NfqueuePacketSource source = make(builder());

  NfqueuePacketSource.Builder builder() {
    return NfqueuePacketSource.builder()
        .queue(7)
        .timeSource(time)
        .kernel(kernel.sockets(), kernel.file());
  }

  NfqueuePacketSource make(NfqueuePacketSource.Builder builder) {
    NfqueuePacketSource made = builder.build();
    sources.add(made);
    return made;
  }

  @AfterEach
  void closeAll() {
    sources.forEach(NfqueuePacketSource::close);
    assertThat(kernel.openSockets()).isEmpty();
  }

  void start() {
    source.start(packet -> delivered.add(packet.retain()));
  }

  Sent sendInitiation(int number) {
    return send(IpPackets.initiation(number));
  }

  Sent send(byte[] payload) {
    return kernel.send(IpPackets.udp(CLIENT, GATEWAY, payload));
  }

  Packet next() throws InterruptedException {
    Packet packet = delivered.poll(60, TimeUnit.SECONDS);
    assertThat(packet).isNotNull();
    return packet;
  }

  static void eventually(Callable<Boolean> condition) throws Exception {
    Await.until("what a source's own thread does", condition);
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
