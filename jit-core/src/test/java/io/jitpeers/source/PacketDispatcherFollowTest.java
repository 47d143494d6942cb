package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The device's listen port decides which orchestrator gets a packet, even after it changes. */
class PacketDispatcherFollowTest extends DispatcherFixture {
  private final Taker first = new Taker();
  private final Taker second = new Taker();
  private final PacketSource one = dispatcher.forPort(51820, 443);
  private final PacketSource two = dispatcher.forPort(51821);

  private void start() {
    one.listenPorts(Set.of(51820));
    one.start(first);
    two.listenPorts(Set.of(51821));
    two.start(second);
  }

  private List<ToPort> deliver(int... ports) {
    List<ToPort> packets = packetsTo(ports);
    packets.forEach(shared.handler::onPacket);
    return packets;
  }

  @Test
  void theNewPortTakesThePlaceOfTheOldOneAndForwardedOnesStay() {
    start();

    one.listenPorts(Set.of(60000));

    List<ToPort> packets = deliver(60000, 443, 51820, 51821);
    assertThat(first.single).containsExactly(packets.get(0), packets.get(1));
    assertThat(packets.get(2).outcomes).containsExactly(PacketOutcome.FAILED);
    assertThat(second.single).containsExactly(packets.get(3));
  }

  @Test
  void theSharedSourceIsToldOfAllDevices() {
    one.listenPorts(Set.of(51820));
    assertThat(shared.listenPorts).containsExactlyInAnyOrder(51820, 51821);
    assertThat(shared.starts).isZero();
    start();
    assertThat(shared.listenPorts).containsExactlyInAnyOrder(51820, 51821);

    two.listenPorts(Set.of(60000));

    assertThat(shared.listenPorts).containsExactlyInAnyOrder(51820, 60000);
  }

  @Test
  void devicesThatSwapTheirPortsAreToldApart() {
    start();

    // The notice of one change comes before that of the other.
    one.listenPorts(Set.of(51821));
    two.listenPorts(Set.of(51820));

    List<ToPort> packets = deliver(51821, 51820);
    assertThat(first.single).containsExactly(packets.get(0));
    assertThat(second.single).containsExactly(packets.get(1));
  }

  @Test
  void aDeviceWithoutPortKeepsWhatIsForwardedToIt() {
    start();

    one.listenPorts(Set.of());

    List<ToPort> packets = deliver(51820, 443);
    assertThat(packets.get(0).outcomes).containsExactly(PacketOutcome.FAILED);
    assertThat(first.single).containsExactly(packets.get(1));
    assertThat(shared.listenPorts).containsExactly(51821);
  }

  @Test
  void aPortThatWasNotNamedIsServedToo() {
    one.listenPorts(Set.of(51822));
    one.start(first);

    List<ToPort> packets = deliver(51822);

    assertThat(first.single).containsExactlyElementsOf(packets);
  }

  @Test
  void twoDevicesCannotStartWithOnePort() {
    one.listenPorts(Set.of(51820));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.listenPorts(Set.of(51820)))
        .withMessageContaining("port 51820 is served by shared:51820,443 already");
  }

  @Test
  void manyPortsHaveAShortName() {
    int[] ports =
        IntStream.concat(IntStream.of(1, 2), IntStream.rangeClosed(4000, 33433)).toArray();

    assertThat(dispatcher.forPort(ports).name()).isEqualTo("shared:1,2,4000-33433");
  }

  @Test
  void whoIsClosedIsNotServedAgain() {
    start();
    two.close();

    two.listenPorts(Set.of(60000));

    assertThat(deliver(60000).get(0).outcomes).containsExactly(PacketOutcome.FAILED);
  }
}
