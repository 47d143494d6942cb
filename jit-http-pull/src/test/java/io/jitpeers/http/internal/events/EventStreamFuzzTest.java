package io.jitpeers.http.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A mutated event stream gives the same events however it is split, and never too much. */
@Tag("fuzz")
class EventStreamFuzzTest implements FuzzTarget {

  /** The events as text. */
  private static final class Told implements EventHandler {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void event(String type, List<String> data, String lastId) {
      assertThat(data.stream().mapToInt(line -> line.length() + 32).sum())
          .isLessThanOrEqualTo(EventStreamParser.MAX_DATA);
      lines.add("event " + type + data + lastId);
    }

    @Override
    public void retry(long millis) {
      assertThat(millis).isNotNegative();
      lines.add("retry " + millis);
    }

    @Override
    public void ignored() {
      lines.add("ignored");
    }
  }

  @Test
  void saysTheSameHoweverItIsCut() {
    assertThat(Fuzzer.run(this, 30_000)).containsKeys("nothing", "event", "retry", "ignored");
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(
        "\uFEFFid: 7\ndata: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=\n\n",
        ": a comment\r\nretry: 5000\r\nevent: other\r\ndata: a\r\ndata: b\r\n\r\n",
        "data: reset\rid: 1\r\r",
        "data: " + "x".repeat(1_100) + "\n\n");
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "\n", "\r", "\r\n", ":", "data", "id: ", "retry: ", "event", "\0", "\uFEFF", "\n\n");
  }

  @Override
  public String read(byte[] input) {
    List<String> whole = told(input, input.length);
    assertThat(told(input, 1)).isEqualTo(whole);
    assertThat(told(input, 7)).isEqualTo(whole);
    return whole.isEmpty() ? "nothing" : whole.get(whole.size() - 1).split(" ", -1)[0];
  }

  private static List<String> told(byte[] input, int piece) {
    Told told = new Told();
    EventStreamParser parser = new EventStreamParser("", told);
    for (int at = 0; at < input.length; at += piece) {
      parser.feed(ByteBuffer.wrap(input, at, Math.min(piece, input.length - at)));
    }
    return told.lines;
  }
}
