package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.profiles.Frame.Kind;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The weights of a profile, added up in several ways.
 *
 * @param whole the sum of all weights
 * @param threads the sums by the kind of thread
 * @param parts the sums by part, that is, by the package that the work is done for. The part of a
 *     stack is the package of its last Java method outside the JDK's basic packages. If all methods
 *     are in basic packages, it is the package of the last method. If the stack has no Java method,
 *     it is the name of the thread
 * @param kinds the sums by part and by the {@linkplain Kind kind} of the stack's last frame, such
 *     as a Java method or a function of the kernel
 * @param methods the sums by the frame that was running or, for allocations, by the method that
 *     allocated
 * @param types the sums by the type that was allocated
 * @param entries the sums by what the kernel was entered for, such as a system call
 */
record Breakdown(
    long whole,
    Shares threads,
    Shares parts,
    Shares kinds,
    Shares methods,
    Shares types,
    Shares entries) {
  /**
   * The kernel functions that only dispatch a system call. They run between the entry to the kernel
   * and the function of the system call itself.
   */
  private static final Set<String> ENTRY =
      Set.of(
          "entry_SYSCALL_64_after_hwframe",
          "do_syscall_64",
          "x64_sys_call",
          "el0t_64_sync",
          "el0t_64_sync_handler",
          "el0_svc",
          "do_el0_svc",
          "invoke_syscall");

  /** The basic packages of the JDK. Their work counts as work of the package that called them. */
  private static final Pattern BASIC =
      Pattern.compile("(java|sun|com\\.sun|jdk\\.internal\\.(misc|util|loader|ref|vm)|)(\\..*)?");

  /** A package name of more than four parts. The group contains the first four. */
  private static final Pattern FIRST_NAMES = Pattern.compile("^((?:[^.]+\\.){3}[^.]+)\\..*$");

  /** Returns the sums of stacks. */
  static Breakdown of(List<Stack> stacks) {
    long whole = stacks.stream().mapToLong(Stack::weight).sum();
    Breakdown breakdown =
        new Breakdown(
            whole,
            new Shares(whole),
            new Shares(whole),
            new Shares(whole),
            new Shares(whole),
            new Shares(whole),
            new Shares(whole));
    stacks.forEach(breakdown::add);
    return breakdown;
  }

  private void add(Stack stack) {
    long weight = stack.weight();
    threads.add(stack.thread(), weight);
    String part = part(stack);
    parts.add(part, weight);
    Frame last = stack.last();
    kinds.add(kind(part, last.kind()), weight);
    if (last.kind() == Kind.TYPE) {
      types.add(last.name(), weight);
      methods.add(caller(stack).fullName(), weight);
    } else {
      methods.add(last.fullName(), weight);
    }
    String entry = entry(stack.frames());
    if (!entry.isEmpty()) {
      entries.add(entry, weight);
    }
  }

  /** Returns the weight of a part in the given kind of code, as a fraction of the whole weight. */
  double share(String part, Kind kind) {
    return kinds.of(kind(part, kind));
  }

  private static String kind(String part, Kind kind) {
    return kind + " " + part;
  }

  private static Frame caller(Stack stack) {
    List<Frame> frames = stack.frames();
    return frames.get(Math.max(0, frames.size() - 2));
  }

  private static String part(Stack stack) {
    String part = "(thread " + stack.thread() + ")";
    for (Frame frame : stack.frames()) {
      boolean basic = BASIC.matcher(frame.owner()).matches();
      if (frame.kind() == Kind.JAVA && (!basic || part.startsWith("(") || isBasic(part))) {
        part = frame.owner();
      }
    }
    return FIRST_NAMES.matcher(part).replaceFirst("$1");
  }

  private static boolean isBasic(String part) {
    return BASIC.matcher(part).matches();
  }

  /**
   * Returns what the kernel was entered for, such as a system call. This is the name of the kernel
   * function that was called first, apart from the functions in {@link #ENTRY}. A prefix such as
   * {@code __x64_sys_} is removed from the name. Returns an empty text if the stack has no kernel
   * function outside {@link #ENTRY}.
   */
  private static String entry(List<Frame> frames) {
    return frames.stream()
        .filter(frame -> frame.kind() == Kind.KERNEL && !ENTRY.contains(frame.name()))
        .map(frame -> frame.name().replaceFirst("^(__x64_sys_|__arm64_sys_|ksys_|__sys_)", ""))
        .findFirst()
        .orElse("");
  }
}
