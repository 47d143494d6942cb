package io.jitpeers.site;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import io.jitpeers.site.DocumentedType.Component;
import io.jitpeers.site.DocumentedType.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Reads the Javadoc of one source file, with the JDK's own parser. */
final class SourceReader {
  private final CompilationUnitTree unit;
  private final DocTrees docs;

  private SourceReader(CompilationUnitTree unit, DocTrees docs) {
    this.unit = unit;
    this.docs = docs;
  }

  /**
   * Reads the documentation of a type.
   *
   * @param file the source file
   * @param name the simple name of the file's first type, or of a type that is nested in it
   */
  static DocumentedType read(Path file, String name) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
      CompilationUnitTree unit = task.parse().iterator().next();
      return new SourceReader(unit, DocTrees.instance(task)).type(name);
    }
  }

  private DocumentedType type(String name) {
    ClassTree first = (ClassTree) unit.getTypeDecls().get(0);
    ClassTree type =
        Stream.concat(Stream.of(first), first.getMembers().stream())
            .filter(ClassTree.class::isInstance)
            .map(ClassTree.class::cast)
            .filter(one -> one.getSimpleName().contentEquals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no type " + name));
    List<Member> members =
        type.getMembers().stream().flatMap(member -> Stream.ofNullable(member(member))).toList();
    return new DocumentedType(type.getSimpleName().toString(), text(type), members);
  }

  private @Nullable Member member(Tree tree) {
    if (tree instanceof ClassTree type && type.getKind() == Tree.Kind.RECORD) {
      return new Member(type.getSimpleName().toString(), text(type), components(type));
    }
    if (tree instanceof VariableTree field && docs(tree) != null && isConstant(field)) {
      return new Member(field.getName().toString(), text(tree), List.of());
    }
    return null;
  }

  /** Returns whether a field is a constant of an enum: public, and of the enum's own type. */
  private static boolean isConstant(VariableTree field) {
    return field.getModifiers().getFlags().contains(Modifier.PUBLIC)
        && field.getInitializer() instanceof NewClassTree;
  }

  private List<Component> components(ClassTree type) {
    Map<String, String> texts =
        comment(type).getBlockTags().stream()
            .filter(ParamTree.class::isInstance)
            .map(ParamTree.class::cast)
            .collect(
                Collectors.toMap(
                    tag -> tag.getName().toString(),
                    tag -> MarkdownComment.line(tag.getDescription())));
    return type.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(field -> texts.containsKey(field.getName().toString()))
        .map(field -> component(field, texts))
        .toList();
  }

  private static Component component(VariableTree field, Map<String, String> texts) {
    String name = field.getName().toString();
    return new Component(
        name, field.getType().toString(), Objects.requireNonNull(texts.get(name), name));
  }

  private String text(Tree tree) {
    List<? extends DocTree> body = comment(tree).getFullBody();
    return MarkdownComment.of(body);
  }

  private DocCommentTree comment(Tree tree) {
    return Objects.requireNonNull(docs(tree), () -> "no Javadoc: " + tree);
  }

  private @Nullable DocCommentTree docs(Tree tree) {
    return docs.getDocCommentTree(TreePath.getPath(unit, tree));
  }
}
