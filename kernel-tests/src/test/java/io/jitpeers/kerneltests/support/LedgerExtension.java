package io.jitpeers.kerneltests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a namespace, an interface or a peer behind, or that caused a
 * kernel warning. Fails a run at whose end a peer is left. Jupiter's auto-detection registers it
 * for every class that runs in a kernel.
 */
public final class LedgerExtension implements BeforeAllCallback, AfterAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(WholeRun.class, key -> new WholeRun(KernelLedger.shared()));
  }

  /** Closed after all classes of this kernel. */
  record WholeRun(KernelLedger ledger) implements AutoCloseable {
    @Override
    public void close() {
      List<String> faults = ledger.settle();
      long left = ledger.peersCreated() - ledger.peersDestroyed();
      if (!faults.isEmpty() || left != 0) {
        throw new AssertionError(left + " peers of the run are left; " + String.join("; ", faults));
      }
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!isTopLevel(context)) {
      return;
    }
    List<String> faults = new ArrayList<>();
    for (String name : NetNamespace.closeLeftOver()) {
      faults.add("the network namespace " + name + " was not closed");
    }
    faults.addAll(KernelLedger.shared().settle());
    if (!faults.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left a mess: " + String.join("; ", faults));
    }
  }

  private static boolean isTopLevel(ExtensionContext context) {
    return context.getParent().equals(Optional.of(context.getRoot()));
  }
}
