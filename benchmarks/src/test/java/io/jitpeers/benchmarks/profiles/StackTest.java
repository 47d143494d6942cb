package io.jitpeers.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.profiles.Frame.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackTest {
  @Test
  void readsThreadFramesAndWeight() {
    Stack stack =
        parse("[HttpClient-2-Worker-31 tid=4711];a/B.c_[j];libc.so.6`read;vfs_read_[k] 17");

    assertThat(stack.thread()).isEqualTo("HttpClient-N-Worker-N");
    assertThat(stack.frames())
        .extracting(Frame::fullName)
        .containsExactly("a.B.c", "libc.so.6 read", "vfs_read");
    assertThat(stack.last().kind()).isEqualTo(Kind.KERNEL);
    assertThat(stack.weight()).isEqualTo(17);
  }

  @Test
  void threadsOfTheJvmAreNamedByWhatTheyDo() {
    assertThat(parse("[C2 CompilerThre tid=9];x 1").thread()).isEqualTo("C2 compiler");
    assertThat(parse("[GC Thread#1 tid=9];x 1").thread()).isEqualTo("GC Thread#N");
    assertThat(parse("[DestroyJavaVM tid=9];x 1").thread()).isEqualTo("main");
    assertThat(parse("[main];x 1").thread()).isEqualTo("main");
  }

  @Test
  void aNameMayHaveSpacesAndBrackets() {
    Stack stack = parse("[a b tid=9];libjvm.so`int f<long*, char[2]>;[unknown] 3");

    assertThat(stack.frames())
        .extracting(Frame::name)
        .containsExactly("int f<long*, char[2]>", "[unknown]");
  }

  @Test
  void theLastFrameOfAnAllocationIsAType() {
    Stack stack = Stack.parse(List.of("[main tid=1];a/B.c_[j];byte[]_[i] 65536"), true).get(0);

    assertThat(stack.last()).isEqualTo(new Frame(Kind.TYPE, "", "byte[]"));
  }

  @Test
  void otherLinesAreIgnored() {
    assertThat(Stack.parse(List.of("", "Profiling started", "no thread 3"), false)).isEmpty();
  }

  private static Stack parse(String line) {
    List<Stack> stacks = Stack.parse(List.of(line), false);
    assertThat(stacks).hasSize(1);
    return stacks.get(0);
  }
}
