# Compiles C++ sources and links them, or what has changed of them; tools/compile.ts calls it with
#   FILE           what to make
#   OBJECTS        the folder of the objects; several files whose commands are alike may share one, also at once
#   SOURCES        C++ files of the project
#   COMPILER       the command line but for the files
#   LINKER         the same; before the objects
#   LINKER_INPUTS  what else the linker reads
#   LIBRARIES      behind the objects

objects := $(addprefix $(OBJECTS)/,$(addsuffix .o,$(basename $(SOURCES))))

$(FILE): $(objects) $(LINKER_INPUTS) $(FILE).command
	@echo "  link $@"
	@$(LINKER) -o $@ $(objects) $(LIBRARIES)

# An object appears at once and whole, because another process may be making the same.
define compile
@mkdir -p $(@D)
@echo "  compile $<"
@$(COMPILER) -MMD -MP -MT $@ -MF $@.$$$$.d -c -o $@.$$$$.o $< && mv $@.$$$$.d $(@:.o=.d) && mv $@.$$$$.o $@
endef

# Another command makes other objects.
$(OBJECTS)/%.o: %.cc $(OBJECTS)/command
	$(compile)

$(OBJECTS)/%.o: %.cpp $(OBJECTS)/command
	$(compile)

-include $(objects:.o=.d)
