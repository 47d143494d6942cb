package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.testkit.FakeNfqueueKernel;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Fate;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Sent;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.IpPackets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Each packet gets its own verdict, whatever the order and the threads of completion, even if
 * verdicts are batched.
 */
@Timeout(60)
class NfqueueVerdictRaceTest {
  private static final int PACKETS = 3_000;
  private static final int COMPLETERS = 3;

  private final FakeNfqueueKernel kernel = new FakeNfqueueKernel(7);
  private final LinkedBlockingQueue<Packet> retained = new LinkedBlockingQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * A packet's number determines its outcome, and whether it is completed in the handler's call.
   */
  private static PacketOutcome outcome(int number) {
    return number % 5 == 0 ? PacketOutcome.REJECTED : PacketOutcome.INSTALLED;
  }

  private static int number(Packet packet) {
    return packet.payload().getInt(packet.payload().position() + 4);
  }

  @RepeatedTest(5)
  void eachPacketGetsItsOwnVerdict(RepetitionInfo repetition) throws Exception {
    int seed = repetition.getCurrentRepetition();
    List<Thread> completers = new ArrayList<>();
    List<Sent> sent = new ArrayList<>();
    try (NfqueuePacketSource source =
        NfqueuePacketSource.builder()
            .queue(7)
            .maxQueueLength(PACKETS)
            .kernel(kernel.sockets(), kernel.file())
            .build()) {
      source.start(this::completeOrRetain);
      for (int i = 0; i < COMPLETERS; i++) {
        Random random = new Random(seed * 100L + i);
        Thread completer = new Thread(() -> completeInDisorder(random));
        completer.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        completers.add(completer);
        completer.start();
      }
      for (int i = 0; i < PACKETS; i++) {
        sent.add(
            kernel.send(
                IpPackets.udp(
                    IpPackets.at("192.0.2.1", 40_000),
                    IpPackets.at("192.0.2.2", 51_820),
                    IpPackets.initiation(i))));
      }
      for (int i = 0; i < PACKETS; i++) {
        assertThat(sent.get(i).fate())
            .as("packet %s", i)
            .isEqualTo(outcome(i) == PacketOutcome.REJECTED ? Fate.DROPPED : Fate.PASSED);
      }
      assertThat(source.queueStatistics().undecided()).isZero();
      assertThat(source.queueStatistics().tooLate()).isZero();
      assertThat(source.failures()).isZero();
    }
    for (Thread completer : completers) {
      completer.interrupt();
      completer.join();
    }
    assertThat(failures).isEmpty();
  }

  private void completeOrRetain(Packet packet) {
    int number = number(packet);
    if (number % 3 == 0) {
      retained.add(packet.retain());
    } else {
      packet.complete(outcome(number));
    }
  }

  /**
   * Retains some packets, and completes a random one of them when there are enough or no more
   * arrive.
   */
  private void completeInDisorder(Random random) {
    List<Packet> kept = new ArrayList<>();
    try {
      while (true) {
        Packet packet = retained.poll(kept.isEmpty() ? 1_000 : 1, TimeUnit.MILLISECONDS);
        if (packet != null) {
          kept.add(packet);
        }
        if (kept.size() > 20 || (packet == null && !kept.isEmpty())) {
          Packet chosen = kept.remove(random.nextInt(kept.size()));
          chosen.complete(outcome(number(chosen)));
        }
      }
    } catch (InterruptedException e) {
      assertThat(kept).isEmpty();
    }
  }
}
