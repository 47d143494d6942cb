package io.jitpeers.pcap.internal.reinjection;

import static io.jitpeers.pcap.internal.reinjection.RecordedAnswers.SEQUENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated answers of rtnetlink are parsed, or treated as other messages. */
@Tag("fuzz")
class RouteAnswerFuzzTest implements FuzzTarget {

  @Test
  void isReadOrPassedOver() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the recorded answers are");
    assertThat(Fuzzer.run(this, 60_000))
        .containsKeys("ROUTE", "ROUTE with a source", "ERROR", "something else");
  }

  @Override
  public String name() {
    return "rtnetlink";
  }

  @Override
  public List<byte[]> inputs() {
    byte[] route = RecordedAnswers.route();
    byte[] done = RecordedAnswers.message(3, "00000000");
    return List.of(route, RecordedAnswers.error("9bffffff"), RecordedAnswers.joined(done, route));
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
    RouteMessages.Answer answer =
        new RouteMessages(ByteBuffer.wrap(input)).parseAnswer(input.length, SEQUENCE);
    return answer == null
        ? "something else"
        : answer.kind() + (answer.preferredSource() == null ? "" : " with a source");
  }
}
