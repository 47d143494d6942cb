package io.jitpeers;

import io.jitpeers.event.Stage;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.ProvisioningTrace;
import io.jitpeers.trace.ProvisioningTracer;
import io.jitpeers.trace.StageEnd;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracer that writes down what it is told. Thread-safe. */
final class RecordedTracer implements ProvisioningTracer {
  final List<ProvisioningStart> starts = new CopyOnWriteArrayList<>();
  final List<StageEnd> stages = new CopyOnWriteArrayList<>();
  final List<ProvisioningEnd> ends = new CopyOnWriteArrayList<>();

  /** All calls in order, each as a few words. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** What the lookups of the provisionings that begin from now on carry. */
  volatile Map<String, String> context = Map.of("traceparent", "00-1-2-01");

  /** Runs in each call. */
  volatile Runnable inEachCall = () -> {};

  @Override
  public ProvisioningTrace begin(ProvisioningStart start) {
    note("begin", () -> starts.add(start));
    return new Trace();
  }

  private void note(String call, Runnable keep) {
    calls.add(call);
    inEachCall.run();
    keep.run();
  }

  private final class Trace implements ProvisioningTrace {
    @Override
    public Map<String, String> stageBegan(Stage stage) {
      note(stage + " began", () -> {});
      return context;
    }

    @Override
    public void stageEnded(StageEnd end) {
      note(end.stage() + " " + end.result(), () -> stages.add(end));
    }

    @Override
    public void ended(ProvisioningEnd end) {
      note("end " + end.outcome(), () -> ends.add(end));
    }
  }
}
