package io.jitpeers.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.profiles.Frame.Kind;
import io.jitpeers.benchmarks.profiles.Shares.Share;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakdownTest {
  private static final List<Stack> STACKS =
      Stack.parse(
          List.of(
              "[main tid=1];a/B.c_[j] 50",
              "[main tid=1];a/B.c_[j];libc.so.6`read;entry_SYSCALL_64_after_hwframe_[k];do_syscall_64_[k];ksys_read_[k];vfs_read_[k] 30",
              "[worker-1 tid=2];d/E.f_[0];libjvm.so`G::h 15",
              "[C1 CompilerThre tid=3];libjvm.so`Compile::run 5"),
          false);

  @Test
  void addsUpThreads() {
    assertThat(Breakdown.of(STACKS).threads().largest(9, 0))
        .containsExactly(
            new Share("main", 0.8), new Share("worker-N", 0.15), new Share("C1 compiler", 0.05));
  }

  @Test
  void attributesNativeCodeAndKernelToTheirCaller() {
    Breakdown breakdown = Breakdown.of(STACKS);

    assertThat(breakdown.parts().largest(9, 0))
        .containsExactly(
            new Share("a", 0.8), new Share("d", 0.15), new Share("(thread C1 compiler)", 0.05));
    assertThat(breakdown.share("a", Kind.JAVA)).isEqualTo(0.5);
    assertThat(breakdown.share("a", Kind.KERNEL)).isEqualTo(0.3);
    assertThat(breakdown.share("a", Kind.NATIVE)).isZero();
    assertThat(breakdown.share("d", Kind.NATIVE)).isEqualTo(0.15);
  }

  @Test
  void attributesTheBasicPackagesToTheirCaller() {
    Breakdown breakdown =
        Breakdown.of(
            Stack.parse(
                List.of(
                    "[w tid=1];java/lang/Thread.run_[j];a/b/c/d/e/F.g_[j];java/util/Map.get_[j] 3",
                    "[w tid=1];java/lang/Thread.run_[j];java/util/Timer.run_[j] 1"),
                false));

    assertThat(breakdown.parts().largest(9, 0))
        .containsExactly(new Share("a.b.c.d", 0.75), new Share("java.util", 0.25));
  }

  @Test
  void addsUpWhatRunsAndWhyTheKernelWasEntered() {
    Breakdown breakdown = Breakdown.of(STACKS);

    assertThat(breakdown.methods().largest(2, 0))
        .containsExactly(new Share("a.B.c", 0.5), new Share("vfs_read", 0.3));
    assertThat(breakdown.entries().largest(9, 0)).containsExactly(new Share("read", 0.3));
  }

  @Test
  void leavesSmallSharesOut() {
    assertThat(Breakdown.of(STACKS).threads().largest(9, 0.1)).hasSize(2);
    assertThat(Breakdown.of(List.of()).threads().largest(9, 0)).isEmpty();
  }

  @Test
  void addsUpAllocations() {
    Breakdown breakdown =
        Breakdown.of(
            Stack.parse(
                List.of("[main tid=1];a/B.c_[j];byte[]_[i] 3", "[main tid=1];a/B.d_[j];a.B_[k] 1"),
                true));

    assertThat(breakdown.types().largest(9, 0))
        .containsExactly(new Share("byte[]", 0.75), new Share("a.B", 0.25));
    assertThat(breakdown.methods().largest(9, 0))
        .containsExactly(new Share("a.B.c", 0.75), new Share("a.B.d", 0.25));
    assertThat(breakdown.parts().of("a")).isEqualTo(1);
  }
}
