// The subjects of the doctor, one file each. Every function adds its findings.
#pragma once

#include "ops/doctor.h"

namespace ops {

// ok when `fine`; else the verdict with what to do.
void judge(std::vector<Finding>& findings, std::string_view check, bool fine, Verdict otherwise,
           std::string why, std::string advice);

void check_settings(const Patient&, std::vector<Finding>&);
void check_database(const Patient&, std::vector<Finding>&);
void check_disk(const Patient&, std::vector<Finding>&);
void check_machine(const Patient&, std::vector<Finding>&);
void check_front_door(const Patient&, std::vector<Finding>&);
void check_care(const Patient&, std::vector<Finding>&);
void check_clock(std::vector<Finding>&);

}  // namespace ops
