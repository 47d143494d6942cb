package io.jitpeers.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.profiles.Frame.Kind;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void aMethodHasItsPackageAsOwner() {
    Frame frame = Frame.parse("java/util/concurrent/locks/LockSupport.park_[i]");

    assertThat(frame)
        .isEqualTo(new Frame(Kind.JAVA, "java.util.concurrent.locks", "LockSupport.park"));
    assertThat(frame.fullName()).isEqualTo("java.util.concurrent.locks.LockSupport.park");
    assertThat(Frame.parse("Main.main_[0]")).isEqualTo(new Frame(Kind.JAVA, "", "Main.main"));
  }

  @Test
  void aFunctionHasItsLibraryAsOwner() {
    Frame frame = Frame.parse("libjvm.so`JavaThread::run");

    assertThat(frame).isEqualTo(new Frame(Kind.NATIVE, "libjvm.so", "JavaThread::run"));
    assertThat(frame.fullName()).isEqualTo("libjvm.so JavaThread::run");
    assertThat(Frame.parse("[unknown]")).isEqualTo(new Frame(Kind.NATIVE, "", "[unknown]"));
    assertThat(Frame.parse("int read<long*>"))
        .isEqualTo(new Frame(Kind.NATIVE, "", "int read<long*>"));
  }

  @Test
  void theKernelHasItsOwnKind() {
    assertThat(Frame.parse("do_futex_[k]")).isEqualTo(new Frame(Kind.KERNEL, "", "do_futex"));
  }

  @Test
  void anAllocationEndsWithAType() {
    assertThat(Frame.parseType("byte[]_[i]")).isEqualTo(new Frame(Kind.TYPE, "", "byte[]"));
    assertThat(Frame.parseType("java.util.HashMap$Node_[k]").name())
        .isEqualTo("java.util.HashMap$Node");
  }

  @Test
  void namesThatDifferFromRunToRunAreMadeEqual() {
    assertThat(Frame.parse("io/jitpeers/Some$$Lambda$12/0x000000080012.run_[j]").name())
        .isEqualTo(Frame.parse("io/jitpeers/Some$$Lambda$345/0x0000000800a4.run_[j]").name())
        .isEqualTo("Some$$Lambda.run");
    assertThat(Frame.parse("jna1234567890123.tmp`dispatch").owner()).isEqualTo("jna.tmp");
    assertThat(Frame.parse("/tmp/libsome_jni-linux-x86_6417959684555110000.so (deleted)"))
        .isEqualTo(new Frame(Kind.NATIVE, "", "libsome_jni.so"));
  }
}
