package io.jitpeers.pcap.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.MutatedFrames;
import io.jitpeers.pcap.testkit.Transport;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each mutated message of the packet log contains a transport data message or is refused. */
@Tag("fuzz")
class NflogDecoderFuzzTest implements FuzzTarget {
  private static final int NOISE = 20;

  @Test
  void isDecodedOrRefused() {
    Map<String, Integer> said = Fuzzer.run(this, 100_000);
    assertThat(said).containsKeys("found", "TRUNCATED", "NOT_IP", "NOT_TRANSPORT_DATA");
  }

  @Override
  public String name() {
    return "nflog";
  }

  @Override
  public List<byte[]> inputs() {
    List<byte[]> inputs = new ArrayList<>();
    for (byte[] packet : MutatedFrames.seeds(LinkType.RAW, Transport.message(32))) {
      inputs.add(Transport.logged(packet));
    }
    return inputs;
  }

  @Override
  public int longest() {
    return 512;
  }

  @Override
  public long mostBytes() {
    return 32 << 10;
  }

  @Override
  public String read(byte[] input) {
    // The message ends with the buffer, so a read beyond it would throw.
    ByteBuffer buffer = ByteBuffer.wrap(input);
    TransportDecoder decoder = new TransportDecoder(buffer, new NflogDecoder(buffer));
    FrameRefusal refusal = decoder.decode(0, input.length);
    assertThat(refusalAmongNoise(input)).isEqualTo(refusal);
    if (refusal != null) {
      return refusal.name();
    }
    assertThat(decoder.sourcePort()).isBetween(1, 65_535);
    assertThat(decoder.sourceLength()).isIn(4, 16);
    assertThat(decoder.source() + decoder.sourceLength()).isLessThan(input.length);
    return "found";
  }

  /** The bytes around a message in its buffer have no effect. */
  private static @Nullable FrameRefusal refusalAmongNoise(byte[] message) {
    byte[] noise = new byte[message.length + 2 * NOISE];
    new Random(message.length).nextBytes(noise);
    System.arraycopy(message, 0, noise, NOISE, message.length);
    ByteBuffer buffer = ByteBuffer.wrap(noise);
    return new TransportDecoder(buffer, new NflogDecoder(buffer)).decode(NOISE, message.length);
  }
}
