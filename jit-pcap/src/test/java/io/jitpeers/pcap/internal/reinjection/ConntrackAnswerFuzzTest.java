package io.jitpeers.pcap.internal.reinjection;

import static io.jitpeers.pcap.internal.reinjection.RecordedAnswers.SEQUENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated answers of conntrack are parsed, or treated as other messages. */
@Tag("fuzz")
class ConntrackAnswerFuzzTest implements FuzzTarget {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.18.1.2", 40000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("198.18.1.1", 443);

  @Test
  void isReadOrPassedOver() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the recorded answers are");
    assertThat(Fuzzer.run(this, 60_000))
        .containsKeys("translated", "another", "an error", "something else");
  }

  @Override
  public String name() {
    return "conntrack";
  }

  @Override
  public List<byte[]> inputs() {
    return List.of(RecordedAnswers.connection(), RecordedAnswers.error("feffffff"));
  }

  @Override
  public int longest() {
    return 1024;
  }

  @Override
  public long mostBytes() {
    return 16 << 10;
  }

  @Override
  public String read(byte[] input) {
    ConntrackMessages.Answer answer =
        new ConntrackMessages(ByteBuffer.wrap(input))
            .parseAnswer(input.length, SEQUENCE, CLIENT, GATEWAY);
    if (answer == null) {
      return "something else";
    }
    if (answer.translated() != null) {
      return "translated";
    }
    return answer.errno() == 0 ? "another" : "an error";
  }
}
